/** Series of samples in memory, by metric: what conditions are evaluated over where there is no Prometheus. */

import { createWindow, type Window } from './windows.ts';

export type Labels = Readonly<Record<string, string>>;

/** How long a value is taken for the one of now when nothing newer comes, as Prometheus does by default. */
export const LOOKBACK_MS = 300_000;

export interface Series {
  readonly labels: Labels;
  /** The value at a time, UTC ms; null: there is none, or it is too old. */
  readonly at: (now: number) => number | null;
  /** What was put in the last `widestMs` of its metric; null: the series has no past. */
  readonly window: Window | null;
}

/** A series that is fed value by value. */
export interface FedSeries extends Series {
  /** Puts a value at a time; one that is older than the newest is left out. Null: from here on there is none. */
  put(t: number, value: number | null): void;
}

export interface SampleStore {
  /** Returns the series of these labels, made where there is none yet; what it may be old is set when it is made. */
  fed(metric: string, labels: Labels, lookbackMs?: number): FedSeries;
  /** Adds one that computes its values. */
  add(metric: string, series: Series): void;
  remove(metric: string, labels: Labels): void;
  /** Every series of a metric; the list is another one when series came or went. */
  of(metric: string): readonly Series[];
}

/** Makes a store; `widestMs` tells how far back a metric's values are asked for, 0: only the newest one. */
export function createSamples(widestMs: (metric: string) => number): SampleStore {
  const metrics = new Map<string, Map<string, Series>>();
  const lists = new Map<string, readonly Series[]>();
  const seriesOf = (metric: string): Map<string, Series> => {
    const found = metrics.get(metric) ?? new Map<string, Series>();
    metrics.set(metric, found);
    return found;
  };
  const add = (metric: string, series: Series): void => {
    seriesOf(metric).set(subjectOf(series.labels), series);
    lists.delete(metric);
  };
  return {
    add,
    fed(metric, labels, lookbackMs = LOOKBACK_MS) {
      const known = seriesOf(metric).get(subjectOf(labels));
      if (known !== undefined) return known as FedSeries;
      const series = createFed(labels, widestMs(metric), lookbackMs);
      add(metric, series);
      return series;
    },
    remove(metric, labels) {
      if (seriesOf(metric).delete(subjectOf(labels))) lists.delete(metric);
    },
    of(metric) {
      const list = lists.get(metric) ?? [...seriesOf(metric).values()];
      lists.set(metric, list);
      return list;
    },
  };
}

function createFed(labels: Labels, widestMs: number, lookbackMs: number): FedSeries {
  const window = widestMs > 0 ? createWindow(widestMs) : null;
  let last = Number.NEGATIVE_INFINITY;
  let newest: number | null = null;
  return {
    labels,
    window,
    at: (now) => (now - last < lookbackMs ? newest : null),
    put(t, value) {
      if (t < last) return;
      last = t;
      newest = value;
      if (value !== null) window?.put(t, value);
    },
  };
}

/** Returns labels as one text, the same in whatever order they stand: `channel=fridge/ch6-t,device=fridge`. */
export function subjectOf(labels: Labels): string {
  const keys = Object.keys(labels);
  if (keys.length === 0) return '';
  return keys
    .toSorted()
    .map((key) => `${key}=${labels[key] ?? ''}`)
    .join(',');
}
