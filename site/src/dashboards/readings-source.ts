/** What the readings of a channel say of its sensor: whether it gives good values, and how old its last reading got. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { levelIn, tilesOf, type SeriesTile } from '#site/snapshot/schema/series.ts';
import { channelAge, channelUp } from '#telemetry/metrics/cryostat.ts';
import { joinTiles } from '../charts/join-tiles.ts';
import type { Span } from '../charts/time-axis.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';

const MOST_BUCKETS = 400;
/** Longer silent before the window, a channel is one that nobody waits for. */
const GONE_MS = 86_400_000;

/** Whether a metric is told by the readings of channels. */
export function isOfReadings(metric: string): boolean {
  return metric === channelUp.exposition || metric === channelAge.exposition;
}

/** Buckets of a channel: its good readings in each, whether there was one that is not good, and what of it is known. */
interface Read {
  readonly series: RunSeries;
  readonly good: readonly number[];
  readonly isNotGood: readonly boolean[];
  readonly staleMs: number;
  readonly cadenceMs: number | null;
  /** Tiles hold everything before. */
  readonly until: number;
  /** Its last reading, if that was before the window; null: it was read in the window. */
  readonly goneSince: number | null;
}

/** Returns the series of a metric by a channel's readings; null: it is not known when it is stale, or it is long gone. */
export async function readingsSeries(
  metric: string,
  { name, t, staleAfterMs }: ChannelNow,
  window: Span,
  snapshot: SnapshotAccess,
): Promise<RunSeries | null> {
  if (staleAfterMs === null || t === null || t < window.from - GONE_MS) return null;
  const index = await snapshot.series(name);
  if (index === null) return null;
  const level = levelIn(index, window.from, window.to);
  const tiles = await Promise.all(
    tilesOf(index, level, window.from, window.to).map((reference) => snapshot.tile(reference)),
  );
  const series = joinTiles({ channel: name, tiles, level, window, mostBuckets: MOST_BUCKETS });
  const read: Read = {
    series,
    good: goodIn(series, tiles),
    isNotGood: series.min.map((_, i) => isNotGoodIn(series, i)),
    staleMs: staleAfterMs,
    cadenceMs: index.cadenceMs,
    until: snapshot.tail.from,
    goneSince: t < window.from ? t : null,
  };
  return metric === channelUp.exposition ? ups(read) : ages(read);
}

function goodIn({ start, stepMs, min }: RunSeries, tiles: readonly SeriesTile[]): number[] {
  const good = min.map(() => 0);
  for (const tile of tiles) {
    for (const [k, slot] of tile.i.entries()) {
      const bucket = Math.floor((tile.start + slot * tile.level - start) / stepMs);
      if (good[bucket] !== undefined) good[bucket] += tile.n[k] ?? 0;
    }
  }
  return good;
}

function isNotGoodIn({ start, stepMs, notGood }: RunSeries, i: number): boolean {
  const from = start + i * stepMs;
  return notGood.some((span) => span.from < from + stepMs && span.to >= from);
}

/** 1 while the last reading is good and fresh, else 0; where both were in one bucket, from 0 to 1. */
function ups({ series, good, isNotGood, staleMs, until, goneSince }: Read): RunSeries {
  const { start, stepMs } = series;
  let upUntil = goneSince === null ? null : -Infinity;
  const pairs = good.map((n, i): readonly [number, number] | null => {
    const [from, to] = [start + i * stepMs, start + (i + 1) * stepMs];
    if (to > until) return null;
    const isBad = isNotGood[i] === true;
    if (n > 0) upUntil = to + staleMs;
    if (isBad && n === 0) upUntil = -Infinity;
    if (n > 0) return isBad ? [0, 1] : [1, 1];
    if (isBad) return [0, 0];
    if (upUntil === null) return null;
    return upUntil >= to ? [1, 1] : upUntil > from ? [0, 1] : [0, 0];
  });
  return {
    ...series,
    channel: `good ${series.channel}`,
    min: pairs.map((pair) => pair?.[0] ?? null),
    max: pairs.map((pair) => pair?.[1] ?? null),
    mean: pairs.map((pair) => pair?.[1] ?? null),
    notGood: [],
  };
}

/**
 * How old the last reading got, over the age from which it is stale: between the readings of a bucket their mean
 * distance, where there was none the time since the bucket of the last one.
 */
function ages({ series, good, isNotGood, staleMs, cadenceMs, ...read }: Read): RunSeries {
  const { start, stepMs } = series;
  let readUntil = read.goneSince;
  const values = good.map((n, i) => {
    const to = start + (i + 1) * stepMs;
    if (to > read.until) return null;
    if (n === 0 && isNotGood[i] !== true)
      return readUntil === null ? null : (to - readUntil) / staleMs;
    readUntil = to;
    // Of readings that are not good there is no count: then it is as often as usual.
    const usual = isNotGood[i] === true ? cadenceMs : null;
    return (usual ?? stepMs / Math.max(1, n)) / staleMs;
  });
  const channel = `age of ${series.channel}`;
  return { ...series, channel, min: values, max: values, mean: values, notGood: [] };
}
