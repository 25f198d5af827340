/** The fixture's series: tiles of the key channels at every level, with a gap. */

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
const DAYS = 6;
const LEVELS: Readonly<Record<string, number>> = {
  t_cav: 0.0302,
  t_mc: 0.0118,
  field: 8,
  pressure: 2.1,
  lead_current: 0,
};

/** Writes tiles of the last six days; the fourth day has none. */
export async function writeSeries(directory: string, at: number): Promise<SeriesIndex> {
  const channels: Record<string, ChannelSeries> = {};
  for (const { channel, quantity, unit, label, role } of KEY_CHANNELS) {
    const first = at - DAYS * 86_400_000;
    const head = { channel, quantity, unit, label, cadenceMs: 10_000, first, last: at };
    const series = { ...head, generation: Math.floor(at / 60_000) };
    const levels: Record<string, LevelIndex> = {};
    for (const level of SERIES_LEVELS) {
      levels[String(level)] = await writeTiles(directory, series, level, LEVELS[role] ?? 1);
    }
    channels[channel] = { ...series, levels, raw: { spans: [], revised: {}, open: {} } };
  }
  for (const { channel, failed } of STATE_CHANNELS) {
    const about = { channel, quantity: 'state', unit: '1', label: channel, cadenceMs: 60_000 };
    const series = {
      ...about,
      first: at - 4 * HOUR,
      last: at,
      generation: Math.floor(at / 60_000),
    };
    const isUp = (t: number): number =>
      failed !== null && t >= at - failed[0] && t < at - failed[1] ? 0 : 1;
    const levels = { '60000': await writeTiles(directory, series, 60_000, isUp) };
    channels[channel] = { ...series, levels, raw: { spans: [], revised: {}, open: {} } };
  }
  return { channels };
}

async function writeTiles(
  directory: string,
  series: { channel: string; generation: number; first: number; last: number },
  level: SeriesLevel,
  around: number | ((t: number) => number),
): Promise<LevelIndex> {
  const { channel, first, last: at } = series;
  const span = TILE_SPAN[level];
  const random = createRandom(level);
  let index: LevelIndex = { spans: [], revised: {}, open: {} };
  for (let start = Math.floor(first / span) * span; start < at; start += span) {
    const slots = Array.from({ length: span / level }, (_, i) => i).filter((i) => {
      const t = start + i * level;
      return t >= first && t < at && !(t > at - 3 * 86_400_000 && t < at - 2.6 * 86_400_000);
    });
    if (slots.length === 0) continue;
    const spread = typeof around === 'number' ? 1 : 0;
    const mean = slots.map((slot) =>
      typeof around === 'number'
        ? Number((around * (1 + (random() - 0.5) * 0.02)).toPrecision(6))
        : around(start + slot * level),
    );
    index = { ...index, spans: withStart(index.spans, start, span) };
    const path = join(directory, tilePath(series, index, level, start));
    await mkdir(dirname(path), { recursive: true });
    const tile = packTile({
      channel,
      level,
      start,
      i: slots,
      n: slots.map(() => 6),
      min: mean.map((v) => v * (1 - 0.005 * spread)),
      max: mean.map((v) => v * (1 + 0.005 * spread)),
      mean,
      last: mean,
      notGood: [],
    });
    await writeFile(path, JSON.stringify(tile));
  }
  return index;
}
