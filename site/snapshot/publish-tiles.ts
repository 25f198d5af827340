/** Once a minute: tiles of series, and the months of the log, that changed. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { addPending } from './pending-series.ts';
import {
  isDue,
  type PublicationMemory,
  type PublicationOptions,
  type Seen,
} from './publication-memory.ts';
import { monthsBetween, publishLog } from './publish-log.ts';
import { publishSeries } from './publish-series.ts';
import { noteNews } from './tail-memory.ts';

const TILES_EVERY_MS = 60_000;

/** Notes what changed, and writes it where the last time is a minute ago. */
export async function publishTiles(
  connection: ReadConnection,
  memory: PublicationMemory,
  { state, store, tree }: PublicationOptions,
  { channels, changes, now, position }: Omit<Seen, 'campaigns'>,
): Promise<void> {
  noteNews(memory.tail, changes, channels);
  if (changes === null) {
    memory.logMonths = null;
    for (const { id, first, last } of channels) addPending(memory.pending, id, first, last);
  }
  for (const { subject, subjectId, from, to } of changes ?? []) {
    if (subject === 'channel') addPending(memory.pending, subjectId, from, to);
    if (subject !== 'log' || memory.logMonths === null) continue;
    const months = from === null || to === null ? null : monthsBetween(from, to);
    memory.logMonths = months === null ? null : new Set([...memory.logMonths, ...months]);
  }
  for (const { channel, level, from, to } of memory.damagedSeries.splice(0)) {
    const id = channels.find(({ name }) => name === channel)?.id;
    if (id !== undefined) addPending(memory.pending, id, from, to, [level]);
  }
  if (!isDue(now, memory.tilesAt, TILES_EVERY_MS)) return;
  const { pending, tileWrittenAt: writtenAt } = memory;
  await publishSeries({ connection, store, state, tree, channels, pending, writtenAt, now });
  const months = memory.logMonths;
  state.log = await publishLog({ connection, store, tree, known: state.log, months });
  memory.logMonths = new Set();
  memory.tilesAt = now;
  memory.tilesPosition = position;
}
