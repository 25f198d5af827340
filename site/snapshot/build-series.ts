/** Tiles of a channel's roll-ups: fixed spans of time, buckets as columns, gaps left out. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readBuckets,
  readNotGood,
  readTileStarts,
  type BucketRow,
  type ChannelRow,
  type ReadingRow,
} from '#telemetry/catalogue/read/series.ts';
import { spansOf } from './not-good.ts';
import {
  SERIES_LEVELS,
  TILE_SPAN,
  type ChannelSeries,
  type SeriesLevel,
  type SeriesTile,
  type TileReference,
} from './schema/series.ts';
import type { AssetStore } from './store.ts';

/** Returns a channel's name as a folder: ASCII letters, digits, dots and dashes, everything else percent-encoded with `~`. */
export function channelFolder(channel: string): string {
  return encodeURIComponent(channel)
    .replaceAll(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
    .replace(/^\.+/, (dots) => '%2e'.repeat(dots.length))
    .replaceAll('%', '~');
}

/** Returns the tile of a level that begins at `start` from its buckets; buckets without a good reading are gaps. */
export function tileOf(
  channel: string,
  level: SeriesLevel,
  start: number,
  rows: readonly BucketRow[],
  notGood: readonly ReadingRow[] = [],
): SeriesTile {
  const good = rows.flatMap((row) =>
    row.n > 0 && row.min !== null && row.max !== null && row.mean !== null && row.last !== null
      ? [
          {
            i: (row.t - start) / level,
            n: row.n,
            min: row.min,
            max: row.max,
            mean: row.mean,
            last: row.last,
          },
        ]
      : [],
  );
  return {
    channel,
    level,
    start,
    i: good.map((row) => row.i),
    n: good.map((row) => row.n),
    min: good.map((row) => row.min),
    max: good.map((row) => row.max),
    mean: good.map((row) => row.mean),
    last: good.map((row) => row.last),
    notGood: spansOf(notGood, level * 3),
  };
}

export interface SeriesSpan {
  readonly from: number;
  readonly to: number;
}

/** Writes the tiles of a channel that a span of time touches and returns its series entry; other tiles are taken over from `known`. */
export async function writeChannelSeries(options: {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly channel: ChannelRow;
  readonly span: SeriesSpan;
  readonly known: ChannelSeries | null;
}): Promise<ChannelSeries> {
  const { connection, store, channel, span, known } = options;
  const tiles: Record<string, readonly TileReference[]> = {};
  for (const level of SERIES_LEVELS) {
    const kept = new Map((known?.tiles[String(level)] ?? []).map((tile) => [tile.start, tile]));
    const width = TILE_SPAN[level];
    // Only tiles that hold something: a clock that once said 1970 must not cost fifty years of empty ones.
    const filled = await readTileStarts(connection, channel.id, width, span.from, span.to);
    const emptied = [...kept.keys()].filter((at) => at + width > span.from && at <= span.to);
    for (const start of new Set([...filled, ...emptied])) {
      const rows = await readBuckets(connection, channel.id, level, start, start + width);
      // A bucket in which all readings are good needs no second look.
      const isMixed = rows.some((row) => row.allCount > row.n);
      const bad = isMixed
        ? await readNotGood(connection, channel.id, start, start + width - 1)
        : [];
      const tile = tileOf(channel.name, level, start, rows, bad);
      if (tile.i.length + tile.notGood.length === 0) {
        kept.delete(start);
        continue;
      }
      const asset = await store.putHashed(
        `series/${channelFolder(channel.name)}/${level}-${start}`,
        tile,
      );
      kept.set(start, { ...asset, start });
    }
    tiles[String(level)] = [...kept.values()].sort((a, b) => a.start - b.start);
  }
  return {
    channel: channel.name,
    quantity: channel.quantity,
    unit: channel.unit,
    label: channel.label,
    cadenceMs: channel.cadenceMs,
    first: channel.first,
    last: channel.last,
    tiles,
  };
}
