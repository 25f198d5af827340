/** A channel in a window as points: what tiles have, then what came since; a gap is a null between points, never a line. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { bucketTime } from '../charts/panel.ts';
import type { Span } from '../charts/time-axis.ts';

type Value = number | null;

/** Columns of equal length, times ascending, SI units. */
export interface Points {
  readonly t: readonly number[];
  readonly min: readonly Value[];
  readonly max: readonly Value[];
  readonly mean: readonly Value[];
}

export const NO_POINTS: Points = { t: [], min: [], max: [], mean: [] };

/** Returns the buckets of a series as points at their middles, moved by `shift` ms; of none none. */
export function pointsOf(series: RunSeries | null, shift = 0): Points {
  if (series === null) return NO_POINTS;
  const t = series.min.map((_, i) => bucketTime(series, i) + shift);
  const { min, max, mean } = series;
  return { t, min, max, mean };
}

/**
 * A bucket that is not over holds what was read up to now: its point stands in the middle of that, where it would else lie in
 * the future and hide the readings before it. `newest`: the time of the last reading, UTC ms.
 */
export function untilNow(points: Points, stepMs: number, newest: number): Points {
  const last = points.mean.findLastIndex((value) => value !== null);
  const start = (points.t[last] ?? Infinity) - stepMs / 2;
  if (newest <= start || newest >= start + stepMs / 2) return points;
  const t = points.t.map((time, i) => (i === last ? (start + newest) / 2 : time));
  return { ...points, t };
}

/** Good readings of the tail, each a point; two that are farther apart than `staleMs` have a gap between them. */
export function freshPoints(
  readings: Tail['readings'][string] | undefined,
  staleMs: number,
): Points {
  const t: number[] = [];
  const value: Value[] = [];
  for (const [i, time] of (readings?.t ?? []).entries()) {
    const one = readings?.value[i] ?? null;
    if (readings?.quality[i] !== 'good' || one === null) continue;
    const last = t.at(-1);
    if (last !== undefined && time - last > staleMs) {
      t.push((last + time) / 2);
      value.push(null);
    }
    t.push(time);
    value.push(one);
  }
  return { t, min: value, max: value, mean: value };
}

/** Returns points with newer ones behind them: what the first already hold is not said twice, and a long silence is a gap. */
export function joinPoints(first: Points, newer: Points, staleMs: number): Points {
  const lastFull = first.mean.findLastIndex((value) => value !== null);
  const until = lastFull < 0 ? -Infinity : (first.t[lastFull] ?? -Infinity);
  const from = newer.t.findIndex((t) => t > until);
  if (from < 0) return first;
  const begin = newer.t[from] ?? 0;
  const keep = first.t.findIndex((t) => t >= begin);
  const head = sliced(first, 0, keep < 0 ? first.t.length : keep);
  const rest = sliced(newer, from, newer.t.length);
  const isApart = Number.isFinite(until) && begin - until > staleMs && head.mean.at(-1) !== null;
  const gap: Points = isApart
    ? { t: [(until + begin) / 2], min: [null], max: [null], mean: [null] }
    : NO_POINTS;
  return {
    t: [...head.t, ...gap.t, ...rest.t],
    min: [...head.min, ...gap.min, ...rest.min],
    max: [...head.max, ...gap.max, ...rest.max],
    mean: [...head.mean, ...gap.mean, ...rest.mean],
  };
}

function sliced({ t, min, max, mean }: Points, from: number, to: number): Points {
  const cut = <T>(column: readonly T[]): readonly T[] => column.slice(from, to);
  return { t: cut(t), min: cut(min), max: cut(max), mean: cut(mean) };
}

/** Returns the points of a window, with one more at each side, so that a line runs to the edge. */
export function pointsIn(points: Points, { from, to }: Span): Points {
  const first = Math.max(0, placeOf(points.t, from) - 1);
  return sliced(points, first, Math.min(points.t.length, placeOf(points.t, to) + 1));
}

/** Returns the points that lie within a window, both ends included. */
export function pointsWithin(points: Points, { from, to }: Span): Points {
  return sliced(points, placeOf(points.t, from), placeOf(points.t, to + 1));
}

/** The first place whose time is not before `t`. */
export function placeOf(times: readonly number[], t: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The point nearest to a time; null: there is none. */
export function nearest({ t: times }: Points, t: number): number | null {
  const after = placeOf(times, t);
  const [left, right] = [times[after - 1], times[after]];
  if (left === undefined) return right === undefined ? null : after;
  if (right === undefined) return after - 1;
  return t - left <= right - t ? after - 1 : after;
}

/** Lowest and highest value in a window; of `positive` ones only, where an axis has no place for others; null: none. */
export function rangeIn(
  points: Points,
  { from, to }: Span,
  isPositive = false,
): { readonly low: number; readonly high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = placeOf(points.t, from); i < points.t.length && (points.t[i] ?? 0) <= to; i += 1) {
    for (const value of [points.min[i] ?? null, points.max[i] ?? null]) {
      if (value === null || (isPositive && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? null : { low, high };
}
