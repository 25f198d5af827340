/** The series of the snapshot that draw a panel's value: recorded ones, what sweeps and readings say, and what is worked out of them. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Selection, Value } from '#telemetry/alerts/expression.ts';
import { keyLimitState } from '#telemetry/metrics/experiment.ts';
import type { Span } from '../charts/time-axis.ts';
import { slowControl } from '../now/slow-control.ts';
import { channelSeries } from '../runs/timeline.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';
import { span } from '../text/times.ts';
import { absolute, combined, growth, leftAt, limitStates } from './derive.ts';
import { cutTo, foldedOver, foldedTogether, standing, type Fold } from './fold.ts';
import { isOfReadings, readingsSeries } from './readings-source.ts';
import { isSelected } from './recorded-channel.ts';
import { seriesSource } from './series-source.ts';
import { isOfSweeps, sweepSeries } from './sweeps-source.ts';

export interface Drawable {
  /** The labels of the series, by which the panel calls it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly series: RunSeries;
  /** Readings that are farther apart are apart, ms. */
  readonly staleMs: number;
}

export type Drawables = { readonly found: readonly Drawable[] } | { readonly why: string };

const NOTHING = 'nothing was read in this span';
const NO_VALUE = 'it has no good value in this span';
const TOO_YOUNG = 'no reading of it is old enough yet';
const GRIDS = 'its channels are not kept at one step in this span';
const NO_GROWTH = 'what fills it does not grow in this span';
const NO_PAIR = 'of the two that it is made of only one was read';
const OF_ZERO = 'what it is a share of is 0 in this span';
/** Where a channel does not say when it is stale. */
const UNKNOWN_STALE_MS = 180_000;

/** Returns what draws a value in a window, or why nothing does. */
export async function valueSeries(
  value: Value,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  const overMs = widest(value);
  if (overMs === 0) return wholeSeries(value, snapshot, window);
  // What looks back needs what was before the window; both sides of a ratio lie on one grid.
  const wide = { from: window.from - overMs, to: window.to };
  const cut = mapped(await wholeSeries(value, snapshot, wide), (series) => cutTo(series, window));
  return aged(cut);
}

/** The longest span that any part of a value looks back, ms. */
function widest(value: Value): number {
  const own = 'overMs' in value ? value.overMs : 0;
  if (value.op === 'ratio' || value.op === 'difference')
    return Math.max(widest(value.left), widest(value.right));
  return Math.max(own, 'of' in value && 'op' in value.of ? widest(value.of) : 0);
}

async function wholeSeries(
  value: Value,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  switch (value.op) {
    case 'last':
      if (value.of.metric === keyLimitState.exposition)
        return ofLimits(value.of.where, snapshot, window);
      if (isOfReadings(value.of.metric)) return ofReadings(value.of, snapshot, window);
      return isOfSweeps(value.of.metric)
        ? ofSweeps(value.of.metric, snapshot, window)
        : ofChannels(value, snapshot, window);
    case 'abs':
      return mapped(await wholeSeries(value.of, snapshot, window), absolute);
    case 'increase':
      return over(value.overMs, await lastOf(value, snapshot, window), (series) =>
        growth(series, value.overMs, window),
      );
    case 'maxOver':
    case 'minOver':
    case 'avgOver': {
      const fold = FOLDS[value.op];
      return over(value.overMs, await lastOf(value, snapshot, window), (series) =>
        foldedOver(series, value.overMs, fold),
      );
    }
    case 'sum':
    case 'max':
    case 'min':
      return together(await wholeSeries(value.of, snapshot, window), value.by, value.op);
    case 'ratio':
    case 'difference':
      return ofTwo(value, snapshot, window);
    case 'timeLeft':
      return ofRoom(value, snapshot, window);
    default:
      return ofChannels(value, snapshot, window);
  }
}

const FOLDS = { maxOver: 'max', minOver: 'min', avgOver: 'avg' } as const;

function lastOf(
  { of, unit }: { readonly of: Selection; readonly unit: string },
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  return wholeSeries({ op: 'last', of, unit }, snapshot, window);
}

/** One series for each combination of the labels. */
function together(all: Drawables, by: readonly string[], fold: Fold): Drawables {
  const drawables = aged(all);
  if ('why' in drawables) return drawables;
  const labelsOf = ({ labels }: Drawable): Record<string, string> =>
    Object.fromEntries(by.map((label) => [label, labels[label] ?? '']));
  const groups = Map.groupBy(drawables.found, (one) => JSON.stringify(labelsOf(one)));
  const found = [...groups.values()].flatMap((list) => {
    const series = foldedTogether(list, fold);
    const [first] = list;
    return series === null || first === undefined
      ? []
      : [{ ...first, labels: labelsOf(first), series }];
  });
  return found.length === 0 ? { why: GRIDS } : { found };
}

/** Leaves out what has no value yet: the tail fills curves of what was read, never of what is worked out of it. */
function aged(drawables: Drawables): Drawables {
  if ('why' in drawables) return drawables;
  const found = drawables.found.filter(({ series }) => series.mean.some((value) => value !== null));
  if (found.length > 0) return { found };
  const isFresh = drawables.found.some(({ series }) => series.mean.length === 0);
  return { why: isFresh ? TOO_YOUNG : NO_VALUE };
}

function mapped(all: Drawables, change: (series: RunSeries) => RunSeries): Drawables {
  const drawables = aged(all);
  if ('why' in drawables) return drawables;
  return { found: drawables.found.map((one) => ({ ...one, series: change(one.series) })) };
}

/** What looks back over a span; a series whose buckets do not resolve the span is not drawn. */
function over(
  overMs: number,
  all: Drawables,
  change: (series: RunSeries) => RunSeries | null,
): Drawables {
  const drawables = aged(all);
  if ('why' in drawables) return drawables;
  const found = drawables.found.flatMap((one) => {
    const series = change(one.series);
    return series === null ? [] : [{ ...one, series }];
  });
  return found.length === 0
    ? { why: `the window is too long for a span of ${span(overMs)}: zoom in` }
    : { found };
}

/** Of two values whose common labels agree; a ratio to 0 is no value. */
async function ofTwo(
  { op, left, right }: Extract<Value, { op: 'ratio' | 'difference' }>,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  const combine = op === 'ratio' ? share : (a: number, b: number): number => a - b;
  return joined(
    await wholeSeries(left, snapshot, window),
    await wholeSeries(right, snapshot, window),
    (one, other) => combined(one, other, combine),
    op === 'ratio' ? OF_ZERO : NO_VALUE,
  );
}

/** How long the room lasts at the growth of what fills it. */
async function ofRoom(
  { room, grows, overMs }: Extract<Value, { op: 'timeLeft' }>,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  return joined(
    await wholeSeries(room, snapshot, window),
    await lastOf({ of: grows, unit: room.unit }, snapshot, window),
    (left, used) => leftAt(left, used, overMs),
    NO_GROWTH,
  );
}

/** Pairs whose common labels agree, each side standing until it is stale; `whyNone`: why two that fit give no value. */
function joined(
  left: Drawables,
  right: Drawables,
  combine: (one: RunSeries, other: RunSeries) => RunSeries | null,
  whyNone: string,
): Drawables {
  const [first, second] = [aged(left), aged(right)];
  if ('why' in first) return first;
  if ('why' in second) return second;
  const pairs = first.found.flatMap((one) => {
    const other = second.found.find(({ labels }) => agree(one.labels, labels));
    return other === undefined ? [] : [{ one, series: combine(...standing([one, other])) }];
  });
  if (pairs.length === 0) return { why: NO_PAIR };
  const found = pairs.flatMap(({ one, series }) => (series === null ? [] : [{ ...one, series }]));
  if (found.length === 0) return { why: GRIDS };
  const known = aged({ found });
  return 'why' in known ? { why: whyNone } : known;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function agree(a: Drawable['labels'], b: Drawable['labels']): boolean {
  return Object.entries(a).every(([label, value]) => (b[label] ?? value) === value);
}

async function ofSweeps(
  metric: string,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  const said = await sweepSeries(metric, snapshot, window);
  if (said === null) return { why: 'no sweep was fitted in this span' };
  const { campaign, series } = said;
  return { found: [{ labels: { campaign }, series, staleMs: 0 }] };
}

async function ofChannels(
  value: Value,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  const source = seriesSource(value, snapshot.now);
  if ('why' in source) return source;
  const found: Drawable[] = [];
  for (const { channel, labels } of source.channels) {
    const series =
      (await channelSeries(channel, window, snapshot)) ?? freshSeries(channel, snapshot, window);
    if (series === null) continue;
    const declared = snapshot.now.channels.find(({ name }) => name === channel);
    found.push({ labels, series, staleMs: declared?.staleAfterMs ?? UNKNOWN_STALE_MS });
  }
  return found.length === 0 ? { why: NOTHING } : { found };
}

/** Of every channel of slow control that says when it is stale. */
async function ofReadings(
  { metric, where }: Selection,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  const found: Drawable[] = [];
  const channels = slowControl(snapshot.now);
  const byLabel = Map.groupBy(channels, ({ label }) => label);
  for (const channel of channels) {
    const { device, label, quantity } = channel;
    const labels = { device, channel: label };
    if (!isSelected(labels, where)) continue;
    const series = await readingsSeries(metric, channel, window, snapshot);
    // A sensor's temperature and its resistance have one label.
    const own = byLabel.get(label)?.length === 1 ? label : `${label}, ${quantity}`;
    if (series !== null) found.push({ labels: { device, channel: own }, series, staleMs: 0 });
  }
  return found.length === 0 ? { why: NOTHING } : aged({ found });
}

/** Of key channels with the roles that are asked for, one series for each side that has a limit. */
async function ofLimits(
  where: Selection['where'],
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Drawables> {
  const found: Drawable[] = [];
  const limited = snapshot.now.channels.filter(({ limits }) => limits.length > 0);
  for (const { name, label, role, limits, staleAfterMs } of limited) {
    if (role === null || !isSelected({ role }, where)) continue;
    const series =
      (await channelSeries(name, window, snapshot)) ?? freshSeries(name, snapshot, window);
    if (series === null) continue;
    for (const side of new Set(limits.map((limit) => limit.side)))
      found.push({
        labels: { role, channel: label, side },
        series: limitStates(series, side, limits),
        staleMs: staleAfterMs ?? UNKNOWN_STALE_MS,
      });
  }
  return found.length === 0 ? { why: NOTHING } : aged({ found });
}

const MOST_BUCKETS = 400;

/** A channel whose first readings are too young for tiles: a series without values, into which those of the tail go. */
function freshSeries(channel: string, { tail }: SnapshotAccess, window: Span): RunSeries | null {
  const readings = tail.readings[channel];
  if (readings === undefined || !readings.t.some((t) => t >= window.from)) return null;
  const stepMs = Math.max(1_000, Math.ceil((window.to - window.from) / MOST_BUCKETS));
  return { channel, start: window.from, stepMs, min: [], max: [], mean: [], notGood: [] };
}
