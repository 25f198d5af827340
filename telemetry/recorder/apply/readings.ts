/** Takes in readings: the same stamp and value is the same reading, good or not after all; another value gets the next n. */

import { isHistory } from '../../analysis/history.ts';
import type { ReadingTuple } from '../../facts/reading.ts';
import type { ApplyContext, FactOf, Sequenced } from '../context.ts';
import { settleChannels, type ChangedReadings, type ChannelRow } from '../derive/channel-state.ts';
import { rollUp } from '../derive/roll-ups.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { UNDECLARED_UNIT } from './channels.ts';
import {
  numberReadings,
  type CorrectedReading,
  type KnownReading,
  type NumberedReading,
} from './number-readings.ts';

/** The primary key (channel_id, t_ms, n) is the natural key; what `numberReadings` lets through is new. */
const INSERT =
  'INSERT INTO reading (channel_id, t_ms, n, value, quality, raw) VALUES (?, ?, ?, ?, ?, ?)';

const CORRECT = 'UPDATE reading SET quality = ? WHERE channel_id = ? AND t_ms = ? AND n = ?';

/** Inserts what is new under its natural key, corrects qualities, and keeps the channels' state and roll-ups in step. */
export async function applyReadings(context: ApplyContext, facts: ReadingFacts): Promise<void> {
  const { connection } = context;
  const byChannel = Map.groupBy(facts, ({ fact }) => fact.channel);
  const channels = await findOrCreateChannels(context, [...byChannel.keys()]);
  const settled: ChangedReadings[] = [];
  for (const channel of channels) {
    const changed = await selectNew(context, channel, byChannel.get(channel.name) ?? []);
    if (changed.added.length + changed.corrected.length > 0) settled.push(changed);
  }
  await insertRows(connection, INSERT, settled.flatMap(insertCells), { isAnyOrder: true });
  await insertRows(connection, CORRECT, settled.flatMap(correctCells));
  await noteImported(context, facts);
  await noteNode(context, channels, byChannel);
  await rollUp(context, settled);
  await settleChannels(context, settled);
}

const DAY_MS = 86_400_000;

const IMPORTED = `
  INSERT INTO reading_import (day_ms, imported_ms) VALUES (?, ?)
  ON DUPLICATE KEY UPDATE imported_ms = GREATEST(imported_ms, VALUES(imported_ms))`;

/** Imported readings are kept from their import on (retention): notes the days of their times. */
async function noteImported({ connection, now }: ApplyContext, facts: ReadingFacts): Promise<void> {
  const days = new Set<number>();
  for (const { fact } of facts) {
    if (fact.origin !== 'import') continue;
    for (const [t] of fact.values) days.add(Math.floor(t / DAY_MS) * DAY_MS);
  }
  await insertRows(
    connection,
    IMPORTED,
    [...days].map((day) => [day, now]),
  );
}

/** Says of a channel that is read live which agent delivers it. */
async function noteNode(
  { connection, agent, now }: ApplyContext,
  channels: readonly ChannelRow[],
  byChannel: ReadonlyMap<string, ReadingFacts>,
): Promise<void> {
  const isLive = ({ fact }: ReadingFacts[number]): boolean =>
    fact.origin === 'live' && fact.values.some(([t]) => !isHistory(t, now));
  const others = channels.filter(
    ({ node, name }) => node !== agent && byChannel.get(name)?.some(isLive) === true,
  );
  if (others.length === 0) return;
  const ids = others.map(({ id }) => id);
  await connection.query('UPDATE channel SET node = ? WHERE id IN (?)', [agent, ids]);
}

function insertCells({ channel, added }: ChangedReadings): Cell[][] {
  return added.map(({ t, n, value, quality, raw }) => [channel.id, t, n, value, quality, raw]);
}

function correctCells({ channel, corrected }: ChangedReadings): Cell[][] {
  return corrected.map(({ t, n, quality }) => [quality, channel.id, t, n]);
}

type ReadingFacts = readonly Sequenced<FactOf<'readings'>>[];

const SELECT_CHANNELS = `
  SELECT id, name, node, reading_count, first_ms, last_ms, last_good_ms, cadence_ms FROM channel WHERE name IN (?)`;

/** A reading is never refused for want of its channel's declaration: quantity and unit follow when that comes. */
async function findOrCreateChannels(
  { connection }: ApplyContext,
  names: readonly string[],
): Promise<readonly ChannelRow[]> {
  const found = await connection.query<ChannelRow[]>(SELECT_CHANNELS, [names]);
  const known = new Set(found.map(({ name }) => name));
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return found;
  for (const name of missing) {
    await connection.query(
      "INSERT INTO channel (name, device, quantity, unit) VALUES (?, ?, 'unknown', ?)",
      [name, name.split('/')[0]?.slice(0, 64) ?? '', UNDECLARED_UNIT],
    );
  }
  return await connection.query<ChannelRow[]>(SELECT_CHANNELS, [names]);
}

/** Leaves out readings that are there already, unless they are not good after all; looks only at stamps that can be: those not after the channel's last. */
async function selectNew(
  context: ApplyContext,
  channel: ChannelRow,
  facts: ReadingFacts,
): Promise<ChangedReadings> {
  const lastMs = channel.last_ms ?? -1;
  const stamps = new Set<number>();
  for (const { fact } of facts) {
    for (const [t] of fact.values) if (t <= lastMs) stamps.add(t);
  }
  const known = await findKnown(context, channel.id, [...stamps]);
  const added: NumberedReading[] = [];
  const corrected: CorrectedReading[] = [];
  for (const sequenced of facts) {
    const tuples: readonly ReadingTuple[] = sequenced.fact.values;
    const { numbered, corrected: worse, overfull } = numberReadings(tuples, known);
    for (const reading of numbered) added.push(reading);
    for (const reading of worse) corrected.push(reading);
    if (overfull !== null) {
      const stamp = new Date(overfull).toISOString();
      context.refuse(sequenced, `more than 255 different values of ${channel.name} at ${stamp}`);
    }
  }
  return { channel, added, corrected };
}

const STAMPS_AT_ONCE = 2_000;

async function findKnown(
  { connection }: ApplyContext,
  channelId: number,
  stamps: readonly number[],
): Promise<Map<number, KnownReading[]>> {
  const known = new Map<number, KnownReading[]>();
  for (let start = 0; start < stamps.length; start += STAMPS_AT_ONCE) {
    const rows = await connection.query<(KnownReading & { readonly t_ms: number })[]>(
      'SELECT t_ms, n, value, quality FROM reading WHERE channel_id = ? AND t_ms IN (?)',
      [channelId, stamps.slice(start, start + STAMPS_AT_ONCE)],
    );
    for (const { t_ms, n, value, quality } of rows) {
      const same = known.get(t_ms);
      if (same === undefined) known.set(t_ms, [{ n, value, quality }]);
      else same.push({ n, value, quality });
    }
  }
  return known;
}
