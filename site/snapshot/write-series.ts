/** Writes the tiles of one channel that are due: closed ones at once, those that still grow when a bucket of theirs is full. */

import { join } from 'node:path';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readTileStarts, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { isPossibleTime } from '#telemetry/possible-time.ts';
import type { ReadRollUps } from './bucket-reader.ts';
import { readBody } from './body.ts';
import { readTile } from './build-series.ts';
import { packTile } from './encoding/tile-table.ts';
import { hasStart, NO_TILES, without, withoutStart, withStart } from './level-index.ts';
import type { SeriesSpan } from './pending-series.ts';
import {
  SERIES_LEVELS,
  startsOf,
  TILE_SPAN,
  tilePath,
  type ChannelSeries,
  type LevelIndex,
  type SeriesLevel,
} from './schema/series.ts';
import type { AssetStore } from './store.ts';
import type { Tree } from './tree.ts';

/** A tile closes this long after its time: readings come late by seconds, rarely by minutes. */
export const CLOSES_AFTER_MS = 180_000;

export interface SeriesWriting {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly tree: Tree;
  readonly channel: ChannelRow;
  readonly readRollUps: ReadRollUps;
  readonly now: number;
}

/** The levels of a channel that has none yet. */
export function emptySeries(channel: ChannelRow, now: number): ChannelSeries {
  return {
    ...headOf(channel),
    generation: Math.floor(now / 60_000),
    levels: Object.fromEntries(SERIES_LEVELS.map((level) => [String(level), NO_TILES])),
    raw: NO_TILES,
  };
}

/** What the index says of a channel beside its tiles. */
export function headOf({ name, quantity, unit, label, cadenceMs, first, last }: ChannelRow) {
  return { channel: name, quantity, unit, label, cadenceMs, first, last };
}

/**
 * Writes the tiles of a level that a span touches, and those whose time is over; returns the new index, and the span
 * that has to wait (a growing tile is written when it is new, else once a bucket).
 */
export async function writeLevel(
  writing: SeriesWriting,
  series: ChannelSeries,
  level: SeriesLevel,
  span: SeriesSpan | null,
  writtenAt: Map<string, number>,
): Promise<{ readonly index: LevelIndex; readonly waits: SeriesSpan | null }> {
  const { channel, now } = writing;
  const width = TILE_SPAN[level];
  let index = series.levels[String(level)] ?? NO_TILES;
  const waiting: number[] = [];
  const starts = new Set<number>();
  if (span !== null) {
    for (const start of await startsIn(writing, index, width, span)) starts.add(start);
  }
  for (const start of Object.keys(index.open).map(Number)) {
    if (start + width + CLOSES_AFTER_MS <= now) starts.add(start);
  }
  for (const start of [...starts].sort((a, b) => a - b)) {
    const key = `${channel.id} ${level} ${start}`;
    const isOpen = start + width + CLOSES_AFTER_MS > now;
    const before = writtenAt.get(key);
    if (isOpen && before !== undefined && now >= before && now - before < level) {
      waiting.push(start);
      continue;
    }
    index = await writeTile(writing, { ...series, levels: {} }, level, index, start, isOpen);
    if (isOpen) writtenAt.set(key, now);
    else writtenAt.delete(key);
  }
  const waits =
    waiting.length === 0
      ? null
      : { from: Math.min(...waiting), to: Math.max(...waiting) + width - 1 };
  return { index, waits };
}

/** The tiles that a span touches, where they may hold something. */
async function startsIn(
  { connection, channel }: SeriesWriting,
  index: LevelIndex,
  width: number,
  { from, to }: SeriesSpan,
): Promise<readonly number[]> {
  // Of what changed lately, or waits for a full bucket, nothing is asked: a tile of days would count two years of hours.
  if (to - from < 2 * width && isPossibleTime(from) && isPossibleTime(to)) {
    const first = Math.floor(from / width) * width;
    const count = Math.floor((to - first) / width) + 1;
    return Array.from({ length: count }, (_, i) => first + i * width);
  }
  // Only tiles that hold something: a clock that once said 1970 must not cost fifty years of empty ones.
  const filled = await readTileStarts(connection, channel.id, width, from, to);
  return [...filled, ...startsOf(index, width, from, to + 1)];
}

async function writeTile(
  { connection, store, tree, channel, readRollUps }: SeriesWriting,
  series: ChannelSeries,
  level: SeriesLevel,
  index: LevelIndex,
  start: number,
  isOpen: boolean,
): Promise<LevelIndex> {
  const width = TILE_SPAN[level];
  const key = String(start);
  const wasThere = hasStart(index.spans, start, width);
  const wasOpen = index.open[key] !== undefined;
  const oldPath = wasThere ? tilePath(series, index, level, start) : null;
  const tile = await readTile(connection, channel, level, start, readRollUps);
  const branch = {
    group: `series/${channel.name}`,
    leaf: new Date(start).toISOString().slice(0, 7),
  };
  if (tile === null) {
    // Of a time whose minutes went before anything was published: there never was a tile.
    if (oldPath === null) return index;
    tree.drop(branch, oldPath);
    return {
      spans: withoutStart(index.spans, start, width),
      // A name is never given twice: should the tile come back, it is another revision.
      revised: raised(index.revised, key),
      open: without(index.open, start),
    };
  }
  const content = packTile(tile);
  if (oldPath !== null && wasOpen === isOpen && (await isSame(store, oldPath, content)))
    return index;
  const next: LevelIndex = {
    spans: withStart(index.spans, start, width),
    revised: wasThere && !wasOpen ? raised(index.revised, key) : index.revised,
    open: isOpen ? raised(index.open, key) : without(index.open, start),
  };
  const asset = await store.putNamed(tilePath(series, next, level, start), content, {
    isClosed: !isOpen,
  });
  const growing = { group: 'series', leaf: 'growing' };
  if (oldPath !== null) tree.drop(wasOpen ? growing : branch, oldPath);
  tree.put(isOpen ? growing : branch, asset);
  return next;
}

const raised = (
  numbers: Readonly<Record<string, number>>,
  key: string,
): Readonly<Record<string, number>> => ({ ...numbers, [key]: (numbers[key] ?? 0) + 1 });

/** Whether a tile holds this already: spans that changed may be wider than what changed in them. */
async function isSame(store: AssetStore, path: string, content: unknown): Promise<boolean> {
  const body = await readBody(join(store.directory, path)).catch(() => null);
  return body?.toString('utf8') === JSON.stringify(content);
}
