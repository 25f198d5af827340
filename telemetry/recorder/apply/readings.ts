/** Takes in readings: the same stamp and value is the same reading; the same stamp with another value gets the next n. */

import type { ReadingTuple } from '../../facts/reading.ts';
import type { ApplyContext, ApplyFacts, FactOf, Sequenced } from '../context.ts';
import { settleChannels, type AddedReadings, type ChannelRow } from '../derive/channel-state.ts';
import { rollUp } from '../derive/roll-ups.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { UNDECLARED_UNIT } from './channels.ts';
import { numberReadings, type KnownReading, type NumberedReading } from './number-readings.ts';

/** The primary key (channel_id, t_ms, n) is the natural key; what `numberReadings` lets through is new. */
const INSERT =
  'INSERT INTO reading (channel_id, t_ms, n, value, quality, raw) VALUES (?, ?, ?, ?, ?, ?)';

export const applyReadings: ApplyFacts<'readings'> = async (context, facts) => {
  const byChannel = Map.groupBy(facts, ({ fact }) => fact.channel);
  const channels = await findOrCreateChannels(context, [...byChannel.keys()]);
  const rows: Cell[][] = [];
  const settled: AddedReadings[] = [];
  for (const channel of channels) {
    const added = await selectNew(context, channel, byChannel.get(channel.name) ?? []);
    if (added.length === 0) continue;
    settled.push({ channel, added });
    for (const { t, n, value, quality, raw } of added) {
      rows.push([channel.id, t, n, value, quality, raw]);
    }
  }
  await insertRows(context.connection, INSERT, rows);
  // Sent one after the other without waiting: the driver pipelines them.
  await Promise.all(settled.map(({ channel, added }) => rollUp(context, channel.id, added)));
  await settleChannels(context, settled);
};

type ReadingFacts = readonly Sequenced<FactOf<'readings'>>[];

const SELECT_CHANNELS = `
  SELECT id, name, reading_count, first_ms, last_ms, last_good_ms, cadence_ms FROM channel WHERE name IN (?)`;

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

/** Leaves out readings that are there already; looks only at stamps that can be: those not after the channel's last. */
async function selectNew(
  context: ApplyContext,
  channel: ChannelRow,
  facts: ReadingFacts,
): Promise<readonly NumberedReading[]> {
  const lastMs = channel.last_ms ?? -1;
  const stamps = new Set<number>();
  for (const { fact } of facts) {
    for (const [t] of fact.values) if (t <= lastMs) stamps.add(t);
  }
  const known = await findKnown(context, channel.id, [...stamps]);
  const added: NumberedReading[] = [];
  for (const sequenced of facts) {
    const tuples: readonly ReadingTuple[] = sequenced.fact.values;
    const { numbered, overfull } = numberReadings(tuples, known);
    added.push(...numbered);
    if (overfull !== null) {
      const stamp = new Date(overfull).toISOString();
      context.refuse(sequenced, `more than 255 different values of ${channel.name} at ${stamp}`);
    }
  }
  return added;
}

const STAMPS_AT_ONCE = 2_000;

async function findKnown(
  { connection }: ApplyContext,
  channelId: number,
  stamps: readonly number[],
): Promise<Map<number, KnownReading[]>> {
  const known = new Map<number, KnownReading[]>();
  for (let start = 0; start < stamps.length; start += STAMPS_AT_ONCE) {
    const rows = await connection.query<{ t_ms: number; n: number; value: number | null }[]>(
      'SELECT t_ms, n, value FROM reading WHERE channel_id = ? AND t_ms IN (?)',
      [channelId, stamps.slice(start, start + STAMPS_AT_ONCE)],
    );
    for (const { t_ms, n, value } of rows) {
      const same = known.get(t_ms);
      if (same === undefined) known.set(t_ms, [{ n, value }]);
      else same.push({ n, value });
    }
  }
  return known;
}
