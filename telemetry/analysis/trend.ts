/** Where a quantity goes, where a straight line says it: a jump or a peak has no trend. */

import { slopeOf } from '../alerts/windows.ts';

/** The share of the values' variance that the line has to explain (the coefficient of determination). */
const LEAST_EXPLAINED = 0.5;
/** Values that spread less than this, as a share of their mean, stay where they are. */
const STEADY_SPREAD = 0.02;

/**
 * Returns the slope of the line of least squares.
 * @param times UTC ms, ascending
 * @param values as many, in any unit
 * @returns the unit per second; 0 where the values stay where they are; null where no line describes them, or there are
 *   fewer than two
 */
export function trendOf(times: readonly number[], values: readonly number[]): number | null {
  const slope = slopeOf(times, values);
  if (slope === null) return null;
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
  const [middle, level] = [mean(times), mean(values)];
  const squares = (of: (value: number, i: number) => number): number =>
    values.reduce((sum, value, i) => sum + of(value, i) ** 2, 0);
  const all = squares((value) => value - level);
  const left = squares((value, i) => value - level - (slope * ((times[i] ?? 0) - middle)) / 1_000);
  if (all === 0 || 1 - left / all >= LEAST_EXPLAINED) return slope;
  return Math.sqrt(all / values.length) <= STEADY_SPREAD * Math.abs(level) ? 0 : null;
}
