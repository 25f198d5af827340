/** Units as loggers print them beside a column's name, and what they are in SI. */

/** What a printed unit measures: value in `unit` (UCUM) = printed * scale + offset. */
export interface PrintedUnit {
  readonly quantity: string;
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
}

function si(quantity: string, unit: string, scale = 1, offset = 0): PrintedUnit {
  return { quantity, unit, scale, offset };
}

/** By the printed text in lower case without blanks; `M` and `m` never differ for the units that are here. */
const UNITS: Readonly<Record<string, PrintedUnit>> = {
  k: si('temperature', 'K'),
  mk: si('temperature', 'K', 1e-3),
  c: si('temperature', 'K', 1, 273.15),
  '°c': si('temperature', 'K', 1, 273.15),
  degc: si('temperature', 'K', 1, 273.15),
  mbar: si('pressure', 'Pa', 100),
  bar: si('pressure', 'Pa', 1e5),
  pa: si('pressure', 'Pa'),
  hpa: si('pressure', 'Pa', 100),
  kpa: si('pressure', 'Pa', 1e3),
  torr: si('pressure', 'Pa', 101_325 / 760),
  ohm: si('resistance', 'Ohm'),
  ohms: si('resistance', 'Ohm'),
  kohm: si('resistance', 'Ohm', 1e3),
  t: si('field', 'T'),
  a: si('current', 'A'),
  w: si('power', 'W'),
  v: si('voltage', 'V'),
  hz: si('frequency', 'Hz'),
  cm: si('height', 'm', 1e-2),
  mm: si('height', 'm', 1e-3),
  '%': si('ratio', '1', 1e-2),
  'mmol/s': si('flow', 'mol/s', 1e-3),
  'l/min': si('volume-flow', 'm3/s', 1e-3 / 60),
};

/** Gives what a printed unit is, null where it is not known. */
export function readPrintedUnit(text: string): PrintedUnit | null {
  const key = text.replaceAll(/\s/g, '').replaceAll('Ω', 'ohm').toLowerCase();
  return Object.hasOwn(UNITS, key) ? (UNITS[key] ?? null) : null;
}

/** A column's name and the unit in round or square brackets behind it: `LHe (cm)`, `Pressure(HPa)`. */
export function splitUnit(text: string): { readonly name: string; readonly unit: string | null } {
  const whole = text.trim();
  const closing = whole.at(-1);
  const opening = closing === ')' ? '(' : '[';
  const at = closing === ')' || closing === ']' ? whole.lastIndexOf(opening) : -1;
  if (at < 0) return { name: whole, unit: null };
  return { name: whole.slice(0, at).trim(), unit: whole.slice(at + 1, -1).trim() };
}

/** Longest name of a column that is believed to be one. */
const LONGEST = 64;

/** A name as part of a channel's: `WaterFlowRate` is `water-flow-rate`, `IVC` is `ivc`; empty where it can be none. */
export function toChannelName(text: string): string {
  if (text.length > LONGEST) return '';
  return text
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
