/** The observed cadence of things that come one after the other. */

/** Largest value of an INT UNSIGNED column. */
const LARGEST_MS = 4_294_967_295;

/** Median of the steps between times (any order, ms), equal times left out; null where there are fewer than two. */
export function medianStep(times: readonly number[]): number | null {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((t, index) => t - (sorted[index] ?? t));
  steps.sort((a, b) => a - b);
  const middle = steps[Math.floor((steps.length - 1) / 2)];
  return middle === undefined ? null : Math.min(Math.round(middle), LARGEST_MS);
}
