/** The fixture's series: hour and minute tiles of the key channels, with a gap. */

import type { AssetReference } from '#site/snapshot/schema/asset.ts';
import {
  TILE_SPAN,
  type ChannelSeries,
  type SeriesIndex,
  type SeriesLevel,
  type TileReference,
} from '#site/snapshot/schema/series.ts';
import { KEY_CHANNELS } from './channels.ts';
import { createRandom } from './random.ts';
import type { WriteAsset } from './index.ts';

const DAYS = 6;
const LEVELS: Readonly<Record<string, number>> = {
  t_cav: 0.0302,
  t_mc: 0.0118,
  field: 8,
  pressure: 2.1,
  lead_current: 0,
};

/** Writes tiles of the last six days; the fourth day has none. */
export async function writeSeries(write: WriteAsset, at: number): Promise<SeriesIndex> {
  const channels: Record<string, AssetReference> = {};
  for (const { channel, quantity, unit, label, role } of KEY_CHANNELS) {
    const first = at - DAYS * 86_400_000;
    const tiles: Record<string, TileReference[]> = {};
    for (const level of [60_000, 3_600_000] as const) {
      tiles[String(level)] = await writeTiles(write, channel, level, first, at, LEVELS[role] ?? 1);
    }
    const series: ChannelSeries = {
      channel,
      quantity,
      unit,
      label,
      cadenceMs: 10_000,
      first,
      last: at,
      tiles,
    };
    channels[channel] = await write(`series/${channel}`, series);
  }
  return { channels };
}

async function writeTiles(
  write: WriteAsset,
  channel: string,
  level: SeriesLevel,
  first: number,
  at: number,
  around: number,
): Promise<TileReference[]> {
  const span = TILE_SPAN[level];
  const random = createRandom(level);
  const tiles: TileReference[] = [];
  for (let start = Math.floor(first / span) * span; start < at; start += span) {
    const slots = Array.from({ length: span / level }, (_, i) => i).filter((i) => {
      const t = start + i * level;
      return t >= first && t < at && !(t > at - 3 * 86_400_000 && t < at - 2.6 * 86_400_000);
    });
    if (slots.length === 0) continue;
    const mean = slots.map(() => around * (1 + (random() - 0.5) * 0.02));
    const reference = await write(`series/${channel}/${level}-${start}`, {
      channel,
      level,
      start,
      i: slots,
      n: slots.map(() => 6),
      min: mean.map((v) => v * 0.995),
      max: mean.map((v) => v * 1.005),
      mean,
      last: mean,
      notGood: [],
    });
    tiles.push({ ...reference, start });
  }
  return tiles;
}
