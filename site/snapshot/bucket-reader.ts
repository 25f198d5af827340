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

/** Reads whole pieces and keeps them: for a channel of which much is written. A year of minutes is some 60 MB. */
export function readWide(connection: ReadConnection, channelId: number): ReadRollUps {
  const pieces = new Map<string, Promise<readonly BucketRow[]>>();
  const pieceAt = (width: Width, start: number): Promise<readonly BucketRow[]> => {
    const key = `${width} ${start}`;
    const known =
      pieces.get(key) ?? readBuckets(connection, channelId, width, start, start + PIECE[width]);
    pieces.set(key, known);
    return known;
  };
  return async (width, from, to) => {
    const piece = PIECE[width];
    const rows: BucketRow[] = [];
    for (let start = Math.floor(from / piece) * piece; start < to; start += piece) {
      const all = await pieceAt(width, start);
      const first = firstAt(all, from);
      for (let i = first; i < all.length; i += 1) {
        const row = all[i];
        if (row === undefined || row.t >= to) break;
        rows.push(row);
      }
    }
    return rows;
  };
}

/** Index of the first row not before a time. */
function firstAt(rows: readonly BucketRow[], t: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.t ?? t) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}
