/** Where a quantity goes, where a straight line says it: a jump or a peak has no trend. */

import { slopeOf } from '../alerts/windows.ts';
import { median } from './sweep-shape.ts';

/** The share of the values' squares that the line has to explain (the coefficient of determination). */
const LEAST_EXPLAINED = 0.5;
/** All values within so much of their median, as a share of it, stay where they are. */
const STEADY_SHARE = 0.002;
/** So many standard deviations of the noise from value to value are noise: one minute in millions is beyond. */
const NOISE_REACH = 5;
/** The standard deviation of a normal distribution over the median of its absolute values. */
const DEVIATION_OF_MEDIAN = 1.4826;

/**
 * Returns the slope of the line of least squares.
 * @param times UTC ms, ascending
 * @param values as many, in any unit
 * @returns the unit per second; 0 where the values stay where they are, within their noise; null where no line describes
 *   them, or one step does so better, or there are fewer than two
 */
export function trendOf(times: readonly number[], values: readonly number[]): number | null {
  const slope = slopeOf(times, values);
  if (slope === null) return null;
  const middle = meanOf(times);
  const level = meanOf(values);
  const all = squares(values, level);
  const ofLine = values.reduce(
    (sum, value, i) => sum + (value - level - (slope * ((times[i] ?? 0) - middle)) / 1_000) ** 2,
    0,
  );
  const isLine = all === 0 || (1 - ofLine / all >= LEAST_EXPLAINED && ofLine <= ofStep(values));
  if (isLine) return slope;
  return isSteady(values) ? 0 : null;
}

/** What is left of the squares where the best single step between two levels is taken away. */
function ofStep(values: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let split = 1; split < values.length; split += 1) {
    const [before, after] = [values.slice(0, split), values.slice(split)];
    least = Math.min(least, squares(before, meanOf(before)) + squares(after, meanOf(after)));
  }
  return least;
}

/** Whether no value is further from the median than noise, or a change that nobody would see, takes it. */
function isSteady(values: readonly number[]): boolean {
  const level = median(values);
  const changes = values.slice(1).map((value, i) => Math.abs(value - (values[i] ?? value)));
  const noise = (DEVIATION_OF_MEDIAN * median(changes)) / Math.SQRT2;
  const reach = Math.max(STEADY_SHARE * Math.abs(level), NOISE_REACH * noise);
  return values.every((value) => Math.abs(value - level) <= reach);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: readonly number[], level: number): number {
  return values.reduce((sum, value) => sum + (value - level) ** 2, 0);
}
