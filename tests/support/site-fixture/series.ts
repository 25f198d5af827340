/** The fixture's series: tiles of the key channels at every level, with a gap that one sensor spends over its range; one reaches back ten years. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packTile } from '#site/snapshot/encoding/tile-table.ts';
import { withStart } from '#site/snapshot/level-index.ts';
import {
  SERIES_LEVELS,
  TILE_SPAN,
  tilePath,
  type ChannelSeries,
  type LevelIndex,
  type SeriesIndex,
  type SeriesLevel,
} from '#site/snapshot/schema/series.ts';
import { KEY_CHANNELS, STATE_CHANNELS } from './channels.ts';
import { createRandom } from './random.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 6;
const LEVELS: Readonly<Record<string, number>> = {
  t_cav: 0.0302,
  t_mc: 0.0118,
  field: 8,
  pressure: 2.1,
  lead_current: 0,
};

/** Whose coarser levels reach back farther than the six days of the others, and how many days each. */
export const OLD_CHANNEL = 'qfridge/p2';
const OLD_DAYS: Readonly<Partial<Record<SeriesLevel, number>>> = {
  1800000: 42,
  10800000: 260,
  86400000: 3_660,
  259200000: 3_660,
};

/** In the fourth day nothing was read: from so long ago to so long ago, ms. */
export const GAP = [3 * DAY, 2.6 * DAY] as const;
/** Whose sensor was over its range for some of that time. */
export const OVER = { channel: 'qfridge/ch5-t', from: 2.9 * DAY, to: 2.7 * DAY } as const;

/** One bucket of a level: when it begins, UTC ms, and what was read in it. */
export interface FixtureBucket {
  readonly t: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Returns the buckets of a key channel at a level, as the fixture of `at` has them. */
export function bucketsAt(channel: string, level: SeriesLevel, at: number): FixtureBucket[] {
  const key = KEY_CHANNELS.find((one) => one.channel === channel);
  if (key === undefined) throw new RangeError(`no key channel ${channel} in the fixture`);
  const around = LEVELS[key.role] ?? 1;
  return tilesAt(firstOf(channel, level, at), at, level, around).flatMap(({ buckets }) => buckets);
}

/** Writes tiles of the last six days and more; the fourth day has none. */
export async function writeSeries(directory: string, at: number): Promise<SeriesIndex> {
  const channels: Record<string, ChannelSeries> = {};
  for (const { channel, quantity, unit, label, role } of KEY_CHANNELS) {
    const first = Math.min(...SERIES_LEVELS.map((level) => firstOf(channel, level, at)));
    const head = { channel, quantity, unit, label, cadenceMs: 10_000, first, last: at };
    const series = { ...head, generation: Math.floor(at / 60_000) };
    const levels: Record<string, LevelIndex> = {};
    for (const level of SERIES_LEVELS) {
      const tiles = tilesAt(firstOf(channel, level, at), at, level, LEVELS[role] ?? 1);
      levels[String(level)] = await writeTiles(directory, series, level, tiles);
    }
    channels[channel] = { ...series, levels, raw: { spans: [], revised: {}, open: {} } };
  }
  for (const { channel, failed } of STATE_CHANNELS) {
    const about = { channel, quantity: 'state', unit: '1', label: channel, cadenceMs: 60_000 };
    const first = at - 4 * HOUR;
    const series = { ...about, first, last: at, generation: Math.floor(at / 60_000) };
    const isUp = (t: number): number =>
      failed !== null && t >= at - failed[0] && t < at - failed[1] ? 0 : 1;
    const tiles = tilesAt(first, at, 60_000, isUp);
    const levels = { '60000': await writeTiles(directory, series, 60_000, tiles) };
    channels[channel] = { ...series, levels, raw: { spans: [], revised: {}, open: {} } };
  }
  return { channels };
}

function firstOf(channel: string, level: SeriesLevel, at: number): number {
  return at - ((channel === OLD_CHANNEL ? OLD_DAYS[level] : undefined) ?? DAYS) * DAY;
}

interface FixtureTile {
  readonly start: number;
  readonly buckets: readonly FixtureBucket[];
}

/** Around a number, or as a function of the time says. */
function tilesAt(
  first: number,
  at: number,
  level: SeriesLevel,
  around: number | ((t: number) => number),
): readonly FixtureTile[] {
  const span = TILE_SPAN[level];
  const random = createRandom(level);
  const tiles: FixtureTile[] = [];
  for (let start = Math.floor(first / span) * span; start < at; start += span) {
    const times = Array.from({ length: span / level }, (_, i) => start + i * level).filter(
      (t) => t >= first && t < at && !(t > at - GAP[0] && t < at - GAP[1]),
    );
    if (times.length === 0) continue;
    const spread = typeof around === 'number' ? 0.005 : 0;
    const buckets = times.map((t) => {
      const mean =
        typeof around === 'number'
          ? Number((around * (1 + (random() - 0.5) * 0.02)).toPrecision(6))
          : around(t);
      return { t, mean, min: mean * (1 - spread), max: mean * (1 + spread) };
    });
    tiles.push({ start, buckets });
  }
  return tiles;
}

async function writeTiles(
  directory: string,
  series: { channel: string; generation: number; last: number },
  level: SeriesLevel,
  tiles: readonly FixtureTile[],
): Promise<LevelIndex> {
  const { channel, last: at } = series;
  const span = TILE_SPAN[level];
  let index: LevelIndex = { spans: [], revised: {}, open: {} };
  for (const { start, buckets } of tiles) {
    index = { ...index, spans: withStart(index.spans, start, span) };
    const path = join(directory, tilePath(series, index, level, start));
    await mkdir(dirname(path), { recursive: true });
    const over = { from: at - OVER.from, to: at - OVER.to, quality: 'over' };
    const isOver = channel === OVER.channel && over.to > start && over.from < start + span;
    const mean = buckets.map((one) => one.mean);
    const tile = packTile({
      channel,
      level,
      start,
      i: buckets.map(({ t }) => (t - start) / level),
      n: buckets.map(() => 6),
      min: buckets.map(({ min }) => min),
      max: buckets.map(({ max }) => max),
      mean,
      last: mean,
      notGood: isOver ? [over] : [],
    });
    await writeFile(path, JSON.stringify(tile));
  }
  return index;
}
