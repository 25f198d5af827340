/** How often a channel really speaks, from the times of its readings. */
import { median } from './sweep-shape.ts';

/** `stale_after` is this many cadences unless the configuration says otherwise. */
export const STALE_CADENCES = 3;

const MIN_INTERVALS = 3;

/**
 * Observed cadence in ms: the median interval of times in ascending order, null below four readings.
 *
 * Readings of one instant (a value printed twice) do not count; silences do not move a median.
 */
export function observedCadence(times: ArrayLike<number>): number | null {
  const intervals: number[] = [];
  for (let i = 1; i < times.length; i += 1) {
    const interval = (times[i] ?? Number.NaN) - (times[i - 1] ?? Number.NaN);
    if (interval > 0) intervals.push(interval);
  }
  return intervals.length < MIN_INTERVALS ? null : median(intervals);
}

/** When a channel of this cadence is stale, ms after its last reading; null where the cadence is unknown. */
export function staleAfter(cadenceMs: number | null): number | null {
  return cadenceMs === null ? null : cadenceMs * STALE_CADENCES;
}
