/** How values are shown to people: SI in; mK, mbar, GHz out, with thin spaces and as many digits as the measurement has. */

/** Narrow no-break space: groups digits, and stands before a unit, so that a number never breaks over two lines. */
const THIN = '\u202f';
const MINUS = '\u2212';
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A value as it is written: `30.3` and `mK`. */
export interface Shown {
  readonly text: string;
  readonly unit: string;
}

interface Step {
  /** Used for magnitudes from here on. */
  readonly from: number;
  readonly factor: number;
  readonly unit: string;
  /** Significant digits, or fixed decimals. */
  readonly digits?: number;
  readonly decimals?: number;
}

const DECIMAL_BYTES: readonly Step[] = [
  { from: 1e12, factor: 1e-12, unit: 'TB', digits: 3 },
  { from: 1e9, factor: 1e-9, unit: 'GB', digits: 3 },
  { from: 1e6, factor: 1e-6, unit: 'MB', digits: 3 },
  { from: 1e3, factor: 1e-3, unit: 'kB', digits: 3 },
  { from: 0, factor: 1, unit: 'B', decimals: 0 },
];

/** By UCUM code: what a physicist says, by magnitude, largest first. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  K: [
    { from: 1, factor: 1, unit: 'K', digits: 3 },
    { from: 0, factor: 1e3, unit: 'mK', digits: 3 },
  ],
  Pa: [{ from: 0, factor: 1e-2, unit: 'mbar', digits: 3 }],
  'mol/s': [{ from: 0, factor: 1e3, unit: 'mmol/s', digits: 3 }],
  T: [{ from: 0, factor: 1, unit: 'T', decimals: 2 }],
  A: [{ from: 0, factor: 1, unit: 'A', decimals: 1 }],
  Ohm: [
    { from: 1e6, factor: 1e-6, unit: 'MΩ', digits: 4 },
    { from: 1e3, factor: 1e-3, unit: 'kΩ', digits: 4 },
    { from: 0, factor: 1, unit: 'Ω', digits: 4 },
  ],
  Hz: [
    { from: 1e9, factor: 1e-9, unit: 'GHz', decimals: 6 },
    { from: 1e6, factor: 1e-6, unit: 'MHz', decimals: 5 },
    { from: 1e3, factor: 1e-3, unit: 'kHz', digits: 3 },
    { from: 0, factor: 1, unit: 'Hz', digits: 3 },
  ],
  By: DECIMAL_BYTES,
  'By/s': [
    { from: 1e4, factor: 1e-6, unit: 'MB/s', digits: 3 },
    { from: 0, factor: 1e-3, unit: 'kB/s', digits: 3 },
  ],
  '%': [{ from: 0, factor: 1, unit: '%', digits: 3 }],
  deg: [{ from: 0, factor: 1, unit: '°', decimals: 1 }],
  W: [
    { from: 1, factor: 1, unit: 'W', digits: 3 },
    { from: 1e-3, factor: 1e3, unit: 'mW', digits: 3 },
    { from: 0, factor: 1e6, unit: 'µW', digits: 3 },
  ],
  s: [{ from: 0, factor: 1, unit: 's', digits: 3 }],
  V: [{ from: 0, factor: 1, unit: 'V', digits: 4 }],
  dB: [{ from: 0, factor: 1, unit: 'dB', decimals: 1 }],
};

/** What stands behind a number of a unit that is not in the table: the code itself, nothing for `1`. */
const otherUnit = (unit: string): string => (unit === '1' ? '' : unit);

function stepFor(unit: string, magnitude: number): Step {
  const steps = STEPS[unit] ?? [];
  return (
    steps.find((step) => magnitude >= step.from) ?? {
      from: 0,
      factor: 1,
      unit: otherUnit(unit),
      digits: 4,
    }
  );
}

/**
 * Returns a value in the unit that people use for its magnitude.
 * @param value in `unit`
 * @param unit UCUM code: `K`, `Pa`, `mol/s`, `By`, `Hz`…; another code is shown as it is
 */
export function show(value: number, unit: string): Shown {
  const step = stepFor(unit, Math.abs(value));
  return { text: showWith(value * step.factor, step), unit: step.unit };
}

/** Returns number and unit as one text: `30.3 mK`. */
export function showText(value: number, unit: string): string {
  // A pure number without a fraction is a state or a count: no digit behind its point was measured.
  if (unit === '1' && Number.isInteger(value)) return formatCount(value);
  const shown = show(value, unit);
  if (shown.unit === '' || shown.unit === '°') return `${shown.text}${shown.unit}`;
  return `${shown.text}${THIN}${shown.unit}`;
}

/** One display unit for a whole axis or column: its name, and what to multiply values by. */
export interface DisplayUnit {
  readonly unit: string;
  /** Values are multiplied by it. */
  readonly factor: number;
}

/** Returns the display unit for values up to this magnitude, all shown in the same unit. */
export function displayUnit(unit: string, magnitude: number): DisplayUnit {
  const { unit: name, factor } = stepFor(unit, Math.abs(magnitude));
  return { unit: name, factor };
}

function showWith(value: number, { digits, decimals }: Step): string {
  if (decimals !== undefined) return formatFixed(value, decimals);
  return formatSignificant(value, digits ?? 3);
}

/** Returns a number with fixed decimals, digits in groups of three on both sides: `8.834 213`, `−0.5`. */
export function formatFixed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return grouped(value < 0 && Number(text) !== 0 ? MINUS : '', text);
}

function grouped(sign: string, text: string): string {
  const point = text.indexOf('.');
  if (point < 0) return `${sign}${groupWhole(text)}`;
  return `${sign}${groupWhole(text.slice(0, point))}.${groupFraction(text.slice(point + 1))}`;
}

/** Returns a number with so many significant digits; very small and very large ones as a power of ten: `2.30·10⁻⁶`. */
export function formatSignificant(value: number, digits: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3 || magnitude >= 1e9) return formatPower(value, digits);
  const text = magnitude.toPrecision(digits);
  // More digits before the point than asked for: none of them is made a zero.
  if (text.includes('e')) return formatFixed(value, 0);
  return grouped(value < 0 ? MINUS : '', text);
}

/** Returns a whole number in groups of three: `23 800`, and `9 120` too, so that columns align. */
export function formatCount(value: number): string {
  return formatFixed(value, 0);
}

function formatPower(value: number, digits: number): string {
  const [mantissa = '', exponent = '0'] = Math.abs(value)
    .toExponential(digits - 1)
    .split('e');
  const power = [...String(Math.abs(Number(exponent)))]
    .map((digit) => SUPERSCRIPT[Number(digit)] ?? '')
    .join('');
  const sign = value < 0 ? MINUS : '';
  return `${sign}${mantissa}·10${Number(exponent) < 0 ? '⁻' : ''}${power}`;
}

function groupWhole(digits: string): string {
  return digits.length > 3 ? digits.replace(/\B(?=(\d{3})+$)/g, THIN) : digits;
}

function groupFraction(digits: string): string {
  return digits.length > 4 ? digits.replace(/(\d{3})(?=\d)/g, `$1${THIN}`) : digits;
}

const UP_TO_TWELVE = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** Returns a small count in words, as a sentence says it: `one`, `twelve`; larger ones in digits. */
export function countInWords(count: number): string {
  return UP_TO_TWELVE[count] ?? formatCount(count);
}

/** Returns how many decimals a unit's values have at any size: 2 for tesla; null where it is significant digits that count. */
export function fixedDecimals(unit: string): number | null {
  return STEPS[unit]?.[0]?.decimals ?? null;
}
