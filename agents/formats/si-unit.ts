/** Units as instruments write them, brought to SI: what to multiply and add, and which quantity it is. */

/** The SI unit of a printed one, and the factor to it. */
export interface SiUnit {
  /** UCUM code of the SI unit; a unit that is not known stays as it is written. */
  readonly unit: string;
  /** value in SI = value * scale + offset. */
  readonly scale: number;
  readonly offset: number;
}

/** Factors are exact by definition (the SI brochure, 9th edition; torr is 101325/760 Pa). */
const UNITS: Readonly<Record<string, readonly [unit: string, scale: number, offset?: number]>> = {
  K: ['K', 1],
  mK: ['K', 1e-3],
  uK: ['K', 1e-6],
  C: ['K', 1, 273.15],
  degC: ['K', 1, 273.15],
  Cel: ['K', 1, 273.15],
  '°C': ['K', 1, 273.15],
  Pa: ['Pa', 1],
  hPa: ['Pa', 100],
  kPa: ['Pa', 1e3],
  mbar: ['Pa', 100],
  bar: ['Pa', 1e5],
  torr: ['Pa', 101_325 / 760],
  Torr: ['Pa', 101_325 / 760],
  Ohm: ['Ohm', 1],
  ohm: ['Ohm', 1],
  Ω: ['Ohm', 1],
  kOhm: ['Ohm', 1e3],
  kΩ: ['Ohm', 1e3],
  T: ['T', 1],
  mT: ['T', 1e-3],
  G: ['T', 1e-4],
  A: ['A', 1],
  mA: ['A', 1e-3],
  uA: ['A', 1e-6],
  V: ['V', 1],
  mV: ['V', 1e-3],
  W: ['W', 1],
  mW: ['W', 1e-3],
  uW: ['W', 1e-6],
  Hz: ['Hz', 1],
  kHz: ['Hz', 1e3],
  MHz: ['Hz', 1e6],
  GHz: ['Hz', 1e9],
  'mol/s': ['mol/s', 1],
  'mmol/s': ['mol/s', 1e-3],
  '%': ['1', 0.01],
  '1': ['1', 1],
};

const QUANTITIES: Readonly<Record<string, string>> = {
  K: 'temperature',
  Pa: 'pressure',
  Ohm: 'resistance',
  T: 'field',
  A: 'current',
  W: 'power',
  Hz: 'frequency',
  'mol/s': 'flow',
};

/** Returns how a written unit becomes SI; micro may be written µ. */
export function toSi(written: string): SiUnit {
  const known = UNITS[written.replace(/^[\u00b5\u03bc]/, 'u')];
  const [unit, scale, offset = 0] = known ?? [written, 1];
  return { unit, scale, offset };
}

/** Returns the quantity that a unit measures, `other` where it does not say. */
export function quantityOf(unit: string): string {
  return QUANTITIES[unit] ?? 'other';
}
