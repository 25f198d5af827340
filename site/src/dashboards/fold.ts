/** Series folded: over a span up to each bucket, and several into one. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Span } from '../charts/time-axis.ts';

type Column = readonly (number | null)[];
export type Fold = 'max' | 'min' | 'avg' | 'sum';

/** How far whole buckets may be from the span that is asked for, as a share of it. */
const TOLERANCE = 0.1;

/**
 * Returns the highest, lowest or mean value of the span before each bucket, the bucket included; a hole stays one.
 * The series has to begin `overMs` before the first bucket that counts. Null: no number of its buckets is that span
 * within a tenth, and the value of another span would be a wrong one.
 */
export function foldedOver(
  series: RunSeries,
  overMs: number,
  fold: 'max' | 'min' | 'avg',
): RunSeries | null {
  const { channel, min, max, mean, stepMs } = series;
  const count = Math.round(overMs / stepMs);
  if (Math.abs(count * stepMs - overMs) > TOLERANCE * overMs) return null;
  const column = { max, min, avg: mean }[fold];
  const values = column.map((value, i) =>
    value === null ? null : folded(column.slice(Math.max(0, i - count + 1), i + 1), fold),
  );
  return withValues(series, `${fold} ${overMs} ${channel}`, values);
}

interface Member {
  readonly series: RunSeries;
  /** A reading stands until it is so old, ms. */
  readonly staleMs: number;
}

/**
 * Returns series of one grid as one, by their means. As alerts do, it folds what is known: of one that was not read in
 * a bucket the value before, until that is stale, and then only the others. A bucket in which none was read is a hole.
 * Null: their grids differ.
 */
export function foldedTogether(members: readonly Member[], fold: Fold): RunSeries | null {
  const all = members.map(({ series }) => series);
  const [first] = all;
  if (first === undefined) return null;
  if (all.some(({ start, stepMs }) => start !== first.start || stepMs !== first.stepMs))
    return null;
  const columns = members.map(({ series, staleMs }) => held(series, staleMs));
  const values = first.mean.map((_, i) =>
    all.some(({ mean }) => (mean[i] ?? null) !== null)
      ? folded(
          columns.map((column) => column[i] ?? null),
          fold,
        )
      : null,
  );
  return withValues(first, `${fold} of ${all.map(({ channel }) => channel).join(' and ')}`, values);
}

/** Returns two series whose values each stand until they are stale, where the other one was read: they were not read at one time. */
export function standing([left, right]: readonly [Member, Member]): [RunSeries, RunSeries] {
  const of = (one: Member, other: RunSeries): RunSeries => {
    const columns = held(one.series, one.staleMs);
    const mean = columns.map((value, i) =>
      (one.series.mean[i] ?? null) === null && (other.mean[i] ?? null) === null ? null : value,
    );
    return { ...one.series, mean };
  };
  return [of(left, right.series), of(right, left.series)];
}

/** The means, each until it is stale. */
function held({ mean, stepMs }: RunSeries, staleMs: number): Column {
  const most = Math.floor(staleMs / stepMs);
  let last = -Infinity;
  return mean.map((value, i) => {
    if (value !== null) last = i;
    return i - last <= most ? (mean[last] ?? null) : value;
  });
}

/** Returns what of a series lies in a window. */
export function cutTo(series: RunSeries, window: Span): RunSeries {
  const { start, stepMs, min, max, mean } = series;
  const first = Math.max(0, Math.floor((window.from - start) / stepMs));
  const cut = (column: Column): Column => column.slice(first);
  const columns = { min: cut(min), max: cut(max), mean: cut(mean) };
  return { ...series, ...columns, start: start + first * stepMs, notGood: [] };
}

function folded(column: Column, fold: Fold): number | null {
  const known = column.filter((value) => value !== null);
  if (known.length === 0) return null;
  if (fold === 'max' || fold === 'min') return Math[fold](...known);
  const sum = known.reduce((total, value) => total + value, 0);
  return fold === 'sum' ? sum : sum / known.length;
}

function withValues(series: RunSeries, channel: string, values: Column): RunSeries {
  return { ...series, channel, min: values, max: values, mean: values, notGood: [] };
}
