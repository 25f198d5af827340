/** Tiles of a channel's roll-ups: fixed spans of time, buckets as columns, gaps left out. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readNotGood, readOneQuality, type BucketRow } from '#telemetry/catalogue/read/series.ts';
import { readNarrow, type ReadRollUps } from './bucket-reader.ts';
import { short } from './buckets.ts';
import { spansOf } from './not-good.ts';
import { COARSEST_LEVEL, TILE_SPAN, type SeriesLevel, type SeriesTile } from './schema/series.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** The coarsest level whose tiles are looked at reading by reading. */
const LEAST_COARSE = 300_000;
const MOST_SPANS = 100;

/** Reads one tile of a channel; null: it holds nothing. */
export async function readTile(
  connection: ReadConnection,
  channel: { readonly id: number; readonly name: string },
  level: SeriesLevel,
  start: number,
  readRollUps: ReadRollUps = readNarrow(connection, channel.id),
): Promise<SeriesTile | null> {
  const from = level < HOUR ? MINUTE : HOUR;
  const end = start + TILE_SPAN[level];
  const rows = await readRollUps(from, start, end);
  if (rows.length === 0) return null;
  const notGood = await readSpans(connection, channel.id, level, rows, start, end);
  const tile = tileOf(channel.name, level, start, rows, notGood);
  return tile.i.length + tile.notGood.length === 0 ? null : tile;
}

/** Spans that are not good: reading by reading where a tile is a day or less, else the buckets without any good one. */
async function readSpans(
  connection: ReadConnection,
  channelId: number,
  level: SeriesLevel,
  rows: readonly BucketRow[],
  start: number,
  end: number,
): Promise<SeriesTile['notGood']> {
  // A bucket in which all readings are good needs no second look.
  if (rows.every((row) => row.allCount <= row.n)) return [];
  if (level <= LEAST_COARSE)
    return fewSpans(await readNotGood(connection, channelId, start, end - 1), level * 3);
  const empty = rows.filter((row) => row.n === 0);
  const spans = fewSpans(
    empty.map(({ t }) => ({ t, quality: 'not good' })),
    level * 3,
  );
  const named = [];
  for (const span of spans) {
    const quality = await readOneQuality(connection, channelId, span.from, span.to + HOUR);
    named.push({ ...span, quality: quality ?? span.quality });
  }
  return named;
}

/** Joins spans over ever longer pauses until there are at most a hundred. */
export function fewSpans(
  rows: readonly { readonly t: number; readonly quality: string }[],
  joinMs: number,
): SeriesTile['notGood'] {
  const spans = spansOf(rows, joinMs);
  if (spans.length <= MOST_SPANS || joinMs > TILE_SPAN[COARSEST_LEVEL])
    return spans.slice(0, MOST_SPANS);
  const quality = mostOf(rows);
  return fewSpans(
    rows.map(({ t }) => ({ t, quality })),
    joinMs * 2,
  );
}

/** The quality that most rows have: where spans are many, they are told apart no more. */
function mostOf(rows: readonly { readonly quality: string }[]): string {
  const counts = [...Map.groupBy(rows, ({ quality }) => quality)];
  return counts.sort((a, b) => b[1].length - a[1].length)[0]?.[0] ?? 'not good';
}

/** Returns the tile of a level that begins at `start` from finer buckets; buckets without a good reading are gaps. */
export function tileOf(
  channel: string,
  level: SeriesLevel,
  start: number,
  rows: readonly BucketRow[],
  notGood: SeriesTile['notGood'] = [],
): SeriesTile {
  const good = mergeBuckets(rows, level, start);
  const digits = (value: number): number => short(value) ?? value;
  return {
    channel,
    level,
    start,
    i: good.map((row) => row.i),
    n: good.map((row) => row.n),
    min: good.map((row) => digits(row.min)),
    max: good.map((row) => digits(row.max)),
    mean: good.map((row) => digits(row.mean)),
    last: good.map((row) => digits(row.last)),
    notGood,
  };
}

interface Merged {
  readonly i: number;
  n: number;
  min: number;
  max: number;
  mean: number;
  last: number;
}

/** Rows come in the order of their time. */
function mergeBuckets(rows: readonly BucketRow[], level: number, start: number): Merged[] {
  const merged: Merged[] = [];
  for (const { t, n, min, max, mean, last } of rows) {
    if (n === 0 || min === null || max === null || mean === null || last === null) continue;
    const i = Math.floor((t - start) / level);
    const before = merged.at(-1);
    if (before?.i !== i) {
      merged.push({ i, n, min, max, mean, last });
      continue;
    }
    before.min = Math.min(before.min, min);
    before.max = Math.max(before.max, max);
    before.mean = (before.mean * before.n + mean * n) / (before.n + n);
    before.n += n;
    before.last = last;
  }
  return merged;
}
