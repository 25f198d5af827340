/** Readings of a window as fine as eight tiles have them, fetched through the manifest; tiles that were fetched lately are kept. */

import { unpackTile } from '#site/snapshot/encoding/tile-table.ts';
import { seriesIndexSchema, tileSchema } from '#site/snapshot/parse/series.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import {
  levelIn,
  tilesOf,
  type SeriesIndex,
  type SeriesTile,
} from '#site/snapshot/schema/series.ts';
import { joinTiles } from '../charts/join-tiles.ts';
import type { Span } from '../charts/time-axis.ts';
import { fetchAsset } from './feed.ts';

/** Points of a panel. */
const MOST_BUCKETS = 2_000;
/** Eight tiles of a dozen channels. */
const KEPT = 96;

const tiles = new Map<string, Promise<SeriesTile>>();

/** Fetches the list of tiles, or has it already: whoever points at a chart will soon need it. */
export function seriesIndex({ assets }: Manifest): Promise<SeriesIndex> {
  return once(assets.series.path, () => fetchAsset(assets.series, seriesIndexSchema));
}

/** Returns the series of a channel in a window; null: the snapshot has none of it. @throws {Error} where a tile cannot be had or read */
export async function tileSeries(
  manifest: Manifest,
  channel: string,
  window: Span,
): Promise<RunSeries | null> {
  const { channels } = await seriesIndex(manifest);
  const index = channels[channel];
  if (index === undefined) return null;
  const level = levelIn(index, window.from, window.to);
  const found = await Promise.all(
    tilesOf(index, level, window.from, window.to).map(({ path }) => kept(path)),
  );
  return joinTiles({ channel, tiles: found, level, window, mostBuckets: MOST_BUCKETS });
}

/** A tile that could not be fetched is asked for again the next time. */
async function kept(path: string): Promise<SeriesTile> {
  const asked = tiles.get(path) ?? fetchAsset({ path }, tileSchema).then(unpackTile);
  tiles.delete(path);
  tiles.set(path, asked);
  if (tiles.size > KEPT) tiles.delete(tiles.keys().next().value ?? path);
  return await asked.catch((error: unknown) => {
    tiles.delete(path);
    throw error;
  });
}

let last: { readonly path: string; readonly value: Promise<unknown> } | null = null;

/** Of the index only the newest is kept. */
async function once<T>(path: string, read: () => Promise<T>): Promise<T> {
  if (last?.path !== path) last = { path, value: read() };
  const { value } = last;
  return await (value as Promise<T>).catch((error: unknown) => {
    last = null;
    throw error;
  });
}
