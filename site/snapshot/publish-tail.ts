/**
 * Writes the tail in pieces, so that each reading is written about three times however often the tail is: with the
 * publications of its ten seconds, with the seconds since the tiles, and with its minute.
 */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { buildTail } from './build-tail.ts';
import { packTail } from './encoding/tail-table.ts';
import { isDue } from './publication-memory.ts';
import type { AssetReference } from './schema/asset.ts';
import type { AssetStore } from './store.ts';
import { everything, NO_NEWS, type NewSpans, type TailMemory } from './tail-memory.ts';

const RECENT_EVERY_MS = 10_000;
/** The tail reaches this much further back than the tiles: shards of open runs are up to so much older. */
const MARGIN_MS = 180_000;
const MINUTE = 60_000;

/** What the publication of the tail needs to know. */
export interface TailPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly memory: TailMemory;
  readonly channels: readonly ChannelRow[];
  readonly slugs: ReadonlyMap<number, string>;
  /** Whether this publication has written the tiles: they hold everything that came. */
  readonly isOfTiles: boolean;
  /** UTC ms. */
  readonly now: number;
}

/** Writes what is due, and returns the newest piece, which leads to the others. */
export async function publishTail(publication: TailPublication): Promise<AssetReference> {
  const { store, memory, now } = publication;
  if (publication.isOfTiles || memory.minutes === null) await closeMinute(publication);
  else if (isDue(now, memory.recentAt, RECENT_EVERY_MS)) {
    const piece = await readPiece(publication, memory.sinceTiles);
    memory.recent = await store.putHashed('tail', packTail({ ...piece, runs: [] }));
    memory.recentAt = now;
    memory.sinceRecent = NO_NEWS;
  }
  const piece = await readPiece(publication, memory.sinceRecent);
  return await store.putHashed('tail', packTail(piece, piecesOf(memory)));
}

/** The pieces before the newest one, oldest first. */
export function piecesOf({ minutes, recent }: TailMemory): readonly AssetReference[] {
  return [...(minutes ?? []).map(({ asset }) => asset), ...(recent === null ? [] : [recent])];
}

/** One piece for all that came since the last one; the first of a process holds all of the time. */
async function closeMinute(publication: TailPublication): Promise<void> {
  const { store, memory, channels, now } = publication;
  memory.from = Math.floor((now - MARGIN_MS) / MINUTE) * MINUTE;
  const news = memory.minutes === null ? everything(channels) : memory.sinceTiles;
  const piece = await readPiece(publication, news);
  const asset = await store.putHashed('tail', packTail({ ...piece, runs: [] }));
  const kept = (memory.minutes ?? []).filter(({ at }) => at >= memory.from && at <= now);
  memory.minutes = [...kept, { asset, at: now }];
  memory.recent = null;
  memory.recentAt = now;
  memory.sinceTiles = NO_NEWS;
  memory.sinceRecent = NO_NEWS;
}

async function readPiece(
  { connection, channels, slugs, memory, now }: TailPublication,
  news: NewSpans,
): ReturnType<typeof buildTail> {
  return await buildTail({ connection, channels, from: memory.from, to: now, news, slugs });
}
