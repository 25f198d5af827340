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
/** Eight tiles of a dozen channels, and of a second span of them. */
const KEPT = 192;

const tiles = new Map<string, Promise<SeriesTile>>();

interface KeptIndex {
  readonly path: string;
  readonly asked: Promise<SeriesIndex>;
  /** As soon as it is there. */
  value: SeriesIndex | null;
}

/** Of the list only the newest is kept. */
let list: KeptIndex | null = null;

/** Fetches the list of tiles, or has it already: whoever points at a chart will soon need it. */
export async function seriesIndex({ assets: { series } }: Manifest): Promise<SeriesIndex> {
  if (list?.path !== series.path) {
    list = { path: series.path, asked: fetchAsset(series, seriesIndexSchema), value: null };
  }
  const mine = list;
  try {
    return (mine.value = await mine.asked);
  } catch (error) {
    // What failed once may go well the next time.
    if (list === mine) list = null;
    throw error;
  }
}

/**
 * Returns the series of a channel in a window; null: the snapshot has none of it. Where the list of tiles is there, the
 * tiles are asked for before this returns. @throws {Error} where a tile cannot be had or read
 */
export async function tileSeries(
  manifest: Manifest,
  channel: string,
  window: Span,
): Promise<RunSeries | null> {
  const known = list?.path === manifest.assets.series.path ? list.value : null;
  const { channels } = known ?? (await seriesIndex(manifest));
  const index = channels[channel];
  if (index === undefined) return null;
  const level = levelIn(index, window.from, window.to);
  const found = await Promise.all(
    tilesOf(index, level, window.from, window.to).map(({ path }) => keptTile(path)),
  );
  return joinTiles({ channel, tiles: found, level, window, mostBuckets: MOST_BUCKETS });
}

/** A tile that could not be fetched is asked for again the next time. */
export async function keptTile(path: string): Promise<SeriesTile> {
  const asked = tiles.get(path) ?? fetchAsset({ path }, tileSchema).then(unpackTile);
  tiles.delete(path);
  tiles.set(path, asked);
  if (tiles.size > KEPT) tiles.delete(tiles.keys().next().value ?? path);
  return await asked.catch((error: unknown) => {
    tiles.delete(path);
    throw error;
  });
}
