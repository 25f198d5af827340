/** One chart of a timeline: a channel in its display unit, with its axis, limits and the spans that are not good. */

import type { Limit } from '#site/snapshot/schema/now.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { displayUnit } from '#telemetry/units.ts';
import type { PanelStates } from './band.ts';
import { valueAxis, type Axis } from './axis.ts';
import type { Span } from './time-axis.ts';

export interface PanelInput {
  readonly series: RunSeries;
  readonly label: string;
  /** The label in its two parts, where it has them: what is drawn, and of what. */
  readonly heading?: { readonly title: string; readonly name: string };
  /** UCUM code of the series' values. */
  readonly unit: string;
  readonly limits: readonly Limit[];
  /** `c1` … `c6`. */
  readonly colour: string;
  readonly fromZero: boolean;
  /** What its numbers mean, where they are states: drawn as a band, and told in words. */
  readonly states?: PanelStates;
}

export interface Panel extends PanelInput {
  readonly display: { readonly unit: string; readonly factor: number };
  readonly axis: Axis;
}

/** Returns the panel for a window of time: unit and axis fit what is seen in it. */
export function panelOf(input: PanelInput, window: Span): Panel {
  const { series, unit, limits, fromZero } = input;
  const { first, last } = bucketsIn(series, window);
  const range = rangeOf(series, first, last);
  const ends = range === null ? [] : [range.low, range.high];
  const display = displayUnit(unit, Math.max(0, ...ends.map(Math.abs)));
  const axis = valueAxis(
    ends.map((value) => value * display.factor),
    { limits: limits.map(({ value }) => value * display.factor), fromZero },
  );
  return { ...input, display, axis };
}

/** Buckets that lie in a window: from `first` up to, not including, `last`. */
export function bucketsIn(series: RunSeries, { from, to }: Span): { first: number; last: number } {
  const first = Math.max(0, Math.floor((from - series.start) / series.stepMs));
  const last = Math.min(series.min.length, Math.ceil((to - series.start) / series.stepMs) + 1);
  return { first, last: Math.max(first, last) };
}

/** The lowest and the highest value of the buckets from `first` up to `last`; null: none has a value. */
export function rangeOf(
  { min, max }: RunSeries,
  first: number,
  last: number,
): { readonly low: number; readonly high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = first; i < last; i += 1) {
    for (const value of [min[i] ?? null, max[i] ?? null]) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? null : { low, high };
}

/** The middle of a bucket: where its value is drawn. */
export function bucketTime(series: RunSeries, i: number): number {
  return series.start + (i + 0.5) * series.stepMs;
}
