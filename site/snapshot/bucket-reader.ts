/** Roll-ups of one channel, read in pieces that several tiles share: a whole channel costs a few queries, not one a tile. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readBuckets, type BucketRow } from '#telemetry/catalogue/read/series.ts';

type Width = 60_000 | 3_600_000;

const DAY = 86_400_000;
/** What one query reads where many tiles are written: 8 640 minutes, 17 280 hours. */
const PIECE: Readonly<Record<Width, number>> = { 60000: 6 * DAY, 3600000: 720 * DAY };

/** Returns the roll-ups of a width with `from` <= t < `to`, in the order of their time. */
export type ReadRollUps = (width: Width, from: number, to: number) => Promise<readonly BucketRow[]>;

/** Reads exactly what is asked for: for the few tiles that grow. */
export function readNarrow(connection: ReadConnection, channelId: number): ReadRollUps {
  return (width, from, to) => readBuckets(connection, channelId, width, from, to);
}

/** Reads whole pieces and keeps them, packed: for a channel of which much is written. A year of minutes is 30 MB. */
export function readWide(connection: ReadConnection, channelId: number): ReadRollUps {
  const pieces = new Map<string, Promise<Float64Array>>();
  const pieceAt = (width: Width, start: number): Promise<Float64Array> => {
    const key = `${width} ${start}`;
    const known =
      pieces.get(key) ??
      readBuckets(connection, channelId, width, start, start + PIECE[width]).then(pack);
    pieces.set(key, known);
    return known;
  };
  return async (width, from, to) => {
    const piece = PIECE[width];
    const rows: BucketRow[] = [];
    for (let start = Math.floor(from / piece) * piece; start < to; start += piece) {
      const all = await pieceAt(width, start);
      for (let at = firstAt(all, from); at < all.length && (all[at] ?? to) < to; at += FIELDS)
        rows.push(rowAt(all, at));
    }
    return rows;
  };
}

/** Numbers of a row: as objects, the rows of a year of three channels under way take a quarter of a gigabyte. */
const FIELDS = 7;

/** One row after the other; what is null is not a number, which the catalogue does not hold. */
function pack(rows: readonly BucketRow[]): Float64Array {
  const packed = new Float64Array(rows.length * FIELDS);
  rows.forEach(({ t, n, min, max, mean, last, allCount }, i) => {
    packed.set([t, n, min ?? NaN, max ?? NaN, mean ?? NaN, last ?? NaN, allCount], i * FIELDS);
  });
  return packed;
}

function rowAt(packed: Float64Array, at: number): BucketRow {
  const number = (field: number): number => packed[at + field] ?? NaN;
  const value = (field: number): number | null => {
    const one = number(field);
    return Number.isNaN(one) ? null : one;
  };
  return {
    t: number(0),
    n: number(1),
    min: value(2),
    max: value(3),
    mean: value(4),
    last: value(5),
    allCount: number(6),
  };
}

/** Where the first row not before a time begins. */
function firstAt(packed: Float64Array, t: number): number {
  let [low, high] = [0, packed.length / FIELDS];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((packed[middle * FIELDS] ?? t) < t) low = middle + 1;
    else high = middle;
  }
  return low * FIELDS;
}
