/** Series that are worked out of recorded ones: how far from zero, how much a counter grew, and how old a time is. */

import type { Limit } from '#site/snapshot/schema/now.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { slopeOf } from '#telemetry/alerts/windows.ts';
import { limitState } from '#telemetry/analysis/limit-state.ts';
import type { Span } from '../charts/time-axis.ts';

type Column = readonly (number | null)[];

/** Returns the series as distances from zero. */
export function absolute(series: RunSeries): RunSeries {
  const pairs = series.min.map((low, i) => pairOf(low, series.max[i] ?? null));
  return {
    ...series,
    channel: `abs ${series.channel}`,
    min: pairs.map((pair) => pair?.[0] ?? null),
    max: pairs.map((pair) => pair?.[1] ?? null),
    mean: series.mean.map((value) => (value === null ? null : Math.abs(value))),
  };
}

function pairOf(low: number | null, high: number | null): readonly [number, number] | null {
  if (low === null || high === null) return null;
  const ends = [Math.abs(low), Math.abs(high)] as const;
  return [low < 0 && high > 0 ? 0 : Math.min(...ends), Math.max(...ends)];
}

/**
 * Returns how a channel stood to its limits of one side, by the values of each bucket farthest out: 0 within, 1
 * attention, 2 alarm. Without the hysteresis, which the snapshot does not hold.
 */
export function limitStates(
  series: RunSeries,
  side: Limit['side'],
  limits: readonly Limit[],
): RunSeries {
  const own = limits.flatMap((limit) => (limit.side === side ? [{ ...limit, hysteresis: 0 }] : []));
  const farthest = side === 'high' ? series.max : series.min;
  const values = farthest.map((value) => (value === null ? null : limitState(own, value, 0)));
  const states = { min: values, max: values, mean: values };
  return { ...series, ...states, channel: `limit ${side} ${series.channel}` };
}

/**
 * Returns how much a counter grew up to each bucket over `overMs` before it; a counter that fell began anew at 0.
 * The series has to begin `overMs` before the window, to which it is cut. Of a bucket that lies partly in the span its
 * share counts. Null: a bucket is longer than the span, and what it grew within is not known.
 */
export function growth(series: RunSeries, overMs: number, window: Span): RunSeries | null {
  const { start, stepMs, min, max } = series;
  if (stepMs > overMs) return null;
  const steps = stepsOf(min, max);
  const whole = Math.floor(overMs / stepMs);
  const part = overMs / stepMs - whole;
  let sum = 0;
  const grown: (number | null)[] = max.map((value, i) => {
    sum += (steps[i] ?? 0) - (steps[i - whole] ?? 0);
    return value === null ? null : sum + part * (steps[i - whole] ?? 0);
  });
  const first = Math.max(0, Math.floor((window.from - start) / stepMs));
  const values = grown.slice(first);
  const channel = `growth ${series.channel}`;
  const cut = { min: values, max: values, mean: values, notGood: [] };
  return { channel, start: start + first * stepMs, stepMs, ...cut };
}

/** How much a counter grew in each bucket since the one before that has a value. */
function stepsOf(min: Column, max: Column): readonly number[] {
  let before: number | null = null;
  return max.map((high, i) => {
    const low = min[i] ?? null;
    if (high === null || low === null) return 0;
    const from: number | null = before;
    before = high;
    if (from === null) return high - low;
    return low >= from ? high - from : high;
  });
}

/** One thing that was measured and holds until the next, or until `until`. */
export interface Held {
  readonly t: number;
  readonly until: number;
  readonly value: number;
}

const MOST_BUCKETS = 400;
const LEAST_MS = 1_000;

/** Returns values that hold for a while as a series of a window; null: none holds in it. */
export function heldSeries(channel: string, held: readonly Held[], window: Span): RunSeries | null {
  const stepMs = Math.max(LEAST_MS, Math.ceil((window.to - window.from) / MOST_BUCKETS));
  const count = Math.ceil((window.to - window.from) / stepMs);
  const min = Array.from<number | null>({ length: count }).fill(null);
  const max = [...min];
  const mean = [...min];
  for (const { t, until, value } of held) {
    const first = Math.max(0, Math.floor((t - window.from) / stepMs));
    const last = Math.min(count - 1, Math.floor((until - window.from) / stepMs));
    for (let i = first; i <= last; i += 1) {
      min[i] = Math.min(min[i] ?? value, value);
      max[i] = Math.max(max[i] ?? value, value);
      // The newest of a bucket is what a line goes through.
      mean[i] = value;
    }
  }
  if (min.every((value) => value === null)) return null;
  return { channel, start: window.from, stepMs, min, max, mean, notGood: [] };
}

/**
 * Returns the seconds until `room` is used up at the slope of `used` over the span before each bucket: the line of least
 * squares, as alerts draw it; no value where that does not grow. Null: their grids differ, or a bucket is longer than
 * half the span.
 */
export function leftAt(room: RunSeries, used: RunSeries, overMs: number): RunSeries | null {
  const count = Math.floor(overMs / used.stepMs);
  if (count < 2) return null;
  const slopes = used.mean.map((_, i) => {
    const first = Math.max(0, i - count + 1);
    const known = used.mean
      .slice(first, i + 1)
      .flatMap((value, k) => (value === null ? [] : [{ t: (first + k) * used.stepMs, value }]));
    return slopeOf(
      known.map(({ t }) => t),
      known.map(({ value }) => value),
    );
  });
  const series = combined(room, { ...used, mean: slopes }, (left, slope) =>
    slope > 0 ? left / slope : null,
  );
  return series === null ? null : { ...series, channel: `left ${room.channel}` };
}

/** Returns two series of one grid combined bucket by bucket, by their means; null: their grids differ. */
export function combined(
  left: RunSeries,
  right: RunSeries,
  combine: (a: number, b: number) => number | null,
): RunSeries | null {
  if (left.start !== right.start || left.stepMs !== right.stepMs) return null;
  const values = left.mean.map((a, i) => {
    const b = right.mean[i] ?? null;
    return a === null || b === null ? null : combine(a, b);
  });
  const channel = `of ${left.channel} and ${right.channel}`;
  const { start, stepMs } = left;
  return { channel, start, stepMs, min: values, max: values, mean: values, notGood: [] };
}
