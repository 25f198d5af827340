/** A threshold: a value with its unit and its reason; and which units can be compared with which. */

export interface Threshold<U extends string = string> {
  readonly value: number;
  /** UCUM code. */
  readonly unit: U;
  /** Where an alarm that was raised is over again, so that a value at the limit does not flicker; absent: at `value`. */
  readonly clear?: number;
  /** The value is a time that people take in their work, not one that programs take: a trial at a pace shortens it too. */
  readonly isOfWork?: true;
  /** Why this value and no other: a sentence. */
  readonly reason: string;
}

/** What a unit is in the one that metrics have, by the unit of metrics: `h` is 3 600 `s`. */
const FACTORS = {
  s: { ms: 1e-3, min: 60, h: 3_600, d: 86_400 },
  '1': { '%': 0.01, '{cadence}': 1, '{linewidth}': 1 },
  K: { mK: 1e-3 },
  T: { mT: 1e-3 },
  By: { GB: 1e9, TB: 1e12 },
} as const;

/** The units that a threshold of a value in `U` may have: its own, and those that are a factor of it. */
export type Fitting<U extends string> =
  U | (U extends keyof typeof FACTORS ? keyof (typeof FACTORS)[U] & string : never);

const FACTOR_OF: Readonly<Record<string, Readonly<Record<string, number>>>> = FACTORS;

/** Returns what to multiply a number in `from` with to have it in `to`; null where the units do not fit. */
export function factorBetween(from: string, to: string): number | null {
  return from === to ? 1 : (FACTOR_OF[to]?.[from] ?? null);
}

/** Returns the units that fit one, its own first. */
export function fittingUnits(unit: string): readonly string[] {
  return [unit, ...Object.keys(FACTOR_OF[unit] ?? {})];
}

/**
 * Returns a threshold's value, and where it clears, in the unit of what is compared with it.
 *
 * @throws RangeError where the units do not fit
 */
export function limitsOf(
  { value, unit, clear }: Threshold,
  to: string,
): { readonly raise: number; readonly clear: number } {
  const factor = factorBetween(unit, to);
  if (factor === null) throw new RangeError(`a threshold in ${unit} does not fit a value in ${to}`);
  return { raise: times(value, factor), clear: times(clear ?? value, factor) };
}

/** Without the dust of binary fractions: 0.1 ms is 0.0001 s. */
function times(value: number, factor: number): number {
  return Number((value * factor).toPrecision(12));
}
