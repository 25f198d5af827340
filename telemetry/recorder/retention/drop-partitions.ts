/** Retention: drops whole partitions whose time is over; their rows are counted, noted and taken from the counts first. */

import type { Connection } from 'mariadb';

import { alterPartitions } from '../../catalogue/partitions/alter.ts';
import {
  readPartitions,
  type Partition,
  type PartitionedTable,
} from '../../catalogue/partitions/read-partitions.ts';
import { faultPoint } from '../../fault.ts';
import { insertRows } from '../insert-rows.ts';
import { countByChannel, countReadings, countRows, type ChannelCount } from './count-partition.ts';

export interface DroppedPartition {
  readonly table: PartitionedTable;
  readonly partition: string;
  /** UTC ms; null: from the beginning. */
  readonly from: number | null;
  readonly to: number;
  readonly rows: number;
}

export interface DropOptions {
  /** May alter tables, and holds the catalogue's write lock: no reading comes in meanwhile. */
  readonly connection: Connection;
  readonly table: PartitionedTable;
  /** How long readings are kept, ms. */
  readonly keepMs: number;
  readonly now: number;
}

/**
 * Drops the partitions that end before `now - keepMs`, unless readings were imported into their time since then: those
 * are kept from their import on. What is about to go is committed first, as a note (`retention`), in the counts of
 * channels and as changes; after a crash between that and the drop the next call finishes it.
 */
export async function dropPartitions(options: DropOptions): Promise<readonly DroppedPartition[]> {
  await finishOpen(options);
  const dropped: DroppedPartition[] = [];
  for (const due of await findDue(options)) dropped.push(await dropOne(options, due));
  return dropped;
}

type Due = Partition & { readonly to: number };

async function findDue({ connection, table, keepMs, now }: DropOptions): Promise<readonly Due[]> {
  const due: Due[] = [];
  for (const { name, from, to } of await readPartitions(connection, table)) {
    if (to === null || to > now - keepMs) break;
    const imported = await connection.query<unknown[]>(
      'SELECT 1 FROM reading_import WHERE day_ms >= ? AND day_ms < ? AND imported_ms > ? LIMIT 1',
      [from ?? 0, to, now - keepMs],
    );
    if (imported.length === 0) due.push({ name, from, to });
  }
  return due;
}

async function dropOne(options: DropOptions, { name, from, to }: Due): Promise<DroppedPartition> {
  const { connection, table, now } = options;
  const counts =
    table === 'reading' ? await countReadings(connection, { partition: name, from, to }) : [];
  const rows =
    table === 'reading'
      ? counts.reduce((sum, { count }) => sum + count, 0)
      : await countRows(connection, table, name);
  await connection.beginTransaction();
  try {
    const { insertId } = await connection.query<{ insertId: number }>(
      'INSERT INTO retention (table_name, partition_name, from_ms, to_ms, row_count, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
      [table, name, from, to, rows, now],
    );
    await insertRows(
      connection,
      'INSERT INTO retention_channel (retention_id, channel_id, row_count) VALUES (?, ?, ?)',
      counts.map(({ channelId, count }) => [insertId, channelId, count]),
    );
    await subtract(connection, counts, { from, to, now });
    await connection.commit();
  } catch (thrown) {
    await connection.rollback();
    throw thrown;
  }
  faultPoint('retention:noted');
  await dropAndNote(connection, { table, name, now });
  return { table, partition: name, from, to, rows };
}

/** Takes what goes from the counts of its channels, and says so to whoever follows the changes. */
async function subtract(
  connection: Connection,
  counts: readonly ChannelCount[],
  { from, to, now }: { readonly from: number | null; readonly to: number; readonly now: number },
): Promise<void> {
  const some = counts.filter(({ count }) => count > 0);
  await insertRows(
    connection,
    'UPDATE channel SET reading_count = reading_count - LEAST(reading_count, ?) WHERE id = ?',
    some.map(({ channelId, count }) => [count, channelId]),
  );
  await insertRows(
    connection,
    "INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms, removed) VALUES (?, 'channel', ?, ?, ?, ?)",
    some.map(({ channelId, count }) => [now, channelId, from, to - 1, count]),
  );
}

interface Named {
  readonly table: PartitionedTable;
  readonly name: string;
  readonly now: number;
}

async function dropAndNote(connection: Connection, { table, name, now }: Named): Promise<void> {
  await alterPartitions(connection, table, `DROP PARTITION \`${name}\``);
  await connection.query(
    'UPDATE retention SET done_ms = ? WHERE table_name = ? AND partition_name = ? AND done_ms IS NULL',
    [now, table, name],
  );
  await connection.query(
    'DELETE c FROM retention_channel c JOIN retention r ON r.id = c.retention_id WHERE r.done_ms IS NOT NULL',
  );
}

interface OpenNote {
  readonly id: number;
  readonly partition_name: string;
  readonly from_ms: number | null;
  readonly to_ms: number;
}

/** Readings that came since the note was made go with the partition: they are taken from the counts too. */
async function countLate(connection: Connection, note: OpenNote, now: number): Promise<void> {
  const noted = await connection.query<ChannelCount[]>(
    'SELECT channel_id AS channelId, row_count AS count FROM retention_channel WHERE retention_id = ?',
    [note.id],
  );
  // A note of an older version does not say of which channels it took how many.
  if (noted.length === 0) return;
  const known = new Map(noted.map(({ channelId, count }) => [channelId, count]));
  const held = await countByChannel(connection, note.partition_name);
  const late = held
    .map(({ channelId, count }) => ({ channelId, count: count - (known.get(channelId) ?? 0) }))
    .filter(({ count }) => count > 0);
  if (late.length === 0) return;
  const rows = late.reduce((sum, { count }) => sum + count, 0);
  await connection.beginTransaction();
  try {
    await subtract(connection, late, { from: note.from_ms, to: note.to_ms, now });
    await connection.query('UPDATE retention SET row_count = row_count + ? WHERE id = ?', [
      rows,
      note.id,
    ]);
    await insertRows(
      connection,
      `INSERT INTO retention_channel (retention_id, channel_id, row_count) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE row_count = row_count + VALUES(row_count)`,
      late.map(({ channelId, count }) => [note.id, channelId, count]),
    );
    await connection.commit();
  } catch (thrown) {
    await connection.rollback();
    throw thrown;
  }
}

/** A note without an end: the hub ended between its commit and the drop, or between the drop and this. */
async function finishOpen({ connection, table, now }: DropOptions): Promise<void> {
  const open = await connection.query<OpenNote[]>(
    'SELECT id, partition_name, from_ms, to_ms FROM retention WHERE done_ms IS NULL AND table_name = ?',
    [table],
  );
  if (open.length === 0) return;
  const there = new Set((await readPartitions(connection, table)).map(({ name }) => name));
  for (const note of open) {
    const { partition_name: name } = note;
    if (there.has(name)) {
      if (table === 'reading') await countLate(connection, note, now);
      await dropAndNote(connection, { table, name, now });
    } else {
      await connection.query(
        'UPDATE retention SET done_ms = ? WHERE table_name = ? AND partition_name = ?',
        [now, table, name],
      );
    }
  }
}
