/** Charts as they are drawn: curves in panels of at most two units, with an axis for each unit. */

import type { Limit } from '#site/snapshot/schema/now.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { displayUnit } from '#telemetry/units.ts';
import { valueAxis, type Axis } from '../charts/axis.ts';
import type { Span } from '../charts/time-axis.ts';
import {
  freshPoints,
  joinPoints,
  NO_POINTS,
  pointsOf,
  rangeIn,
  untilNow,
  type Points,
} from './curve.ts';
import type { ChannelData, ChartData } from './load.ts';
import type { NoteLane } from './notes.ts';
import { isChosen, type ChartsQuery } from './query.ts';

export interface Curve {
  readonly channel: string;
  readonly label: string;
  readonly quantity: string;
  /** UCUM code. */
  readonly unit: string;
  readonly limits: readonly Limit[];
  /** `c1` … `c6`; from the seventh curve on they come again, dashed. */
  readonly colour: string;
  readonly isDashed: boolean;
  /** UTC ms, SI; of a second span moved to where the first is. */
  readonly points: Points;
  readonly notGood: RunSeries['notGood'];
  /** The second span, drawn over the first; null: none. */
  readonly other: Points | null;
  readonly stepMs: number;
}

export interface ChartPanel {
  readonly key: string;
  /** From 1; those of the second span have the number of the first. */
  readonly number: number;
  readonly curves: readonly Curve[];
  /** One or two. */
  readonly units: readonly string[];
  readonly scale: 'auto' | 'log' | 'linear';
  /** Whether it shows the second span. */
  readonly isSecond: boolean;
}

export interface ChartView {
  readonly panels: readonly ChartPanel[];
  readonly lanes: readonly NoteLane[];
  readonly otherFrom: number | null;
}

type Readings = Pick<Tail, 'readings'>;

const COLOURS = ['c1', 'c4', 'c2', 'c3', 'c6', 'c5'] as const;
const MOST_UNITS = 2;

/** Returns what is drawn; `tail` adds the readings of the last minutes; null: they are not known, or not wanted. */
export function viewOf(query: ChartsQuery, data: ChartData, tail: Readings | null): ChartView {
  const { window, otherFrom, lanes, channels } = data;
  const shift = otherFrom === null ? null : window.from - otherFrom;
  const curves = new Map<string, Curve>();
  for (const name of query.panels.flat()) {
    const channel = channels.find((one) => one.name === name);
    if (channel === undefined) continue;
    curves.set(name, curveOf(channel, { n: curves.size, shift, tail }));
  }
  const groups = query.panels.flatMap((names) =>
    byUnits(names.flatMap((name) => curves.get(name) ?? [])),
  );
  const panels = groups.map((group, i) => panelOf(group, i + 1, query));
  if (otherFrom === null || !query.isBelow) return { panels, lanes, otherFrom };
  const first = panels.map((panel) => ({ ...panel, curves: panel.curves.map(withoutOther) }));
  return { panels: [...first, ...panels.map(secondOf)], lanes, otherFrom };
}

function curveOf(
  channel: ChannelData,
  { n, shift, tail }: { n: number; shift: number | null; tail: Readings | null },
): Curve {
  const { name, label, quantity, unit, limits, staleMs, series, raw, other } = channel;
  const stepMs = raw === null ? (series?.stepMs ?? 0) : 0;
  const newer = tail === null ? NO_POINTS : freshPoints(tail.readings[name], staleMs);
  const newest = newer.t.at(-1) ?? Infinity;
  const read =
    raw === null ? untilNow(pointsOf(series), stepMs, newest) : freshPoints(raw, staleMs);
  const apart = Math.max(staleMs, 2 * stepMs);
  return {
    channel: name,
    label,
    quantity,
    unit,
    limits,
    colour: COLOURS[n % COLOURS.length] ?? 'c1',
    isDashed: n >= COLOURS.length,
    points: joinPoints(read, newer, apart),
    notGood: series?.notGood ?? [],
    other: shift === null ? null : pointsOf(other, shift),
    stepMs,
  };
}

/** A third unit begins another panel: two axes can be told apart, three cannot. */
function byUnits(curves: readonly Curve[]): readonly (readonly Curve[])[] {
  const groups: { readonly units: Set<string>; readonly curves: Curve[] }[] = [];
  for (const curve of curves) {
    const home = groups.find(({ units }) => units.has(curve.unit) || units.size < MOST_UNITS);
    if (home === undefined) groups.push({ units: new Set([curve.unit]), curves: [curve] });
    else {
      home.units.add(curve.unit);
      home.curves.push(curve);
    }
  }
  return groups.map((group) => group.curves);
}

function panelOf(
  curves: readonly Curve[],
  number: number,
  { log, linear }: ChartsQuery,
): ChartPanel {
  const scale = isChosen(log, number) ? 'log' : isChosen(linear, number) ? 'linear' : 'auto';
  return {
    key: curves.map(({ channel }) => channel).join(),
    number,
    curves,
    units: [...new Set(curves.map(({ unit }) => unit))],
    scale,
    isSecond: false,
  };
}

const withoutOther = (curve: Curve): Curve => ({ ...curve, other: null });

function secondOf(panel: ChartPanel): ChartPanel {
  const curves = panel.curves.map((curve) => ({
    ...curve,
    points: curve.other ?? NO_POINTS,
    notGood: [],
    other: null,
  }));
  return { ...panel, key: `${panel.key} second`, curves, isSecond: true };
}

/** An axis of a panel: its unit as people say it, and its range in a window. */
export interface UnitAxis {
  /** UCUM code. */
  readonly unit: string;
  readonly display: { readonly unit: string; readonly factor: number };
  readonly axis: Axis;
  /** Values at or below zero, for which a logarithmic axis has no place. */
  readonly isCut: boolean;
}

/** Where nothing was read, no number stands beside it. */
const NO_AXIS: Axis = { low: 0, high: 1, isLog: false, ticks: [] };

/** Returns the axes of a panel; `beside` is the panel of the other span, which has the same axes. */
export function axesOf(panel: ChartPanel, window: Span, beside?: ChartPanel): readonly UnitAxis[] {
  return panel.units.map((unit) => {
    const curves = [...panel.curves, ...(beside?.curves ?? [])].filter((one) => one.unit === unit);
    const columns = curves.flatMap(({ points, other }) =>
      other === null ? [points] : [points, other],
    );
    const whole = rangeOfAll(columns, window, false);
    const positive = panel.scale === 'log' ? rangeOfAll(columns, window, true) : null;
    const range = positive ?? whole;
    const ends = range === null ? [] : [range.low, range.high];
    const display = displayUnit(unit, Math.max(0, ...ends.map(Math.abs)));
    const limits = curves.flatMap((one) => one.limits.map(({ value }) => value * display.factor));
    const scaled = ends.map((value) => value * display.factor);
    const axis = range === null ? NO_AXIS : valueAxis(scaled, { limits, scale: panel.scale });
    return { unit, display, axis, isCut: axis.isLog && (whole?.low ?? 1) <= 0 };
  });
}

function rangeOfAll(columns: readonly Points[], window: Span, isPositive: boolean) {
  const ranges = columns.flatMap((points) => rangeIn(points, window, isPositive) ?? []);
  if (ranges.length === 0) return null;
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
  };
}

/** The panel of the other span, with which a panel shares its axes. */
export function besideOf({ panels }: ChartView, panel: ChartPanel): ChartPanel | undefined {
  return panels.find((one) => one.number === panel.number && one.isSecond !== panel.isSecond);
}
