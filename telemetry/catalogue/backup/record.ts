/** What is known of backups, kept in the catalogue where everybody who shows it looks: the last good one, the last try, the copy. */

import type { Connection } from 'mariadb';
import { z } from 'zod';

const time = z.number().int();

const recordSchema = z.object({
  /** The nightly backup as the hub is told to make it; null: it makes none, or no hub has said so yet. */
  nightly: z.object({ hour: z.number().int(), time_zone: z.string() }).nullable(),
  /** Null: there never was one. */
  last_good: z
    .object({
      name: z.string(),
      directory: z.string(),
      reason: z.enum(['nightly', 'migration', 'command']),
      /** The moment whose state it holds. */
      snapshot_ms: time,
      finished_ms: time,
      bytes: z.number(),
      rows: z.number(),
      position: z.number(),
      duration_ms: z.number(),
    })
    .nullable(),
  /** The last try; failed: why, null where it did not. */
  last_try: z.object({ at_ms: time, failed: z.string().nullable() }).nullable(),
  /** Null: no second place is configured. */
  copy: z
    .object({
      directory: z.string(),
      /** The last copy that was read back whole; null: never. */
      last_good_ms: time.nullable(),
      /** Why the last try failed; null: it did not. */
      failed: z.string().nullable(),
    })
    .nullable(),
});

export type BackupRecord = Readonly<z.output<typeof recordSchema>>;

export const NO_BACKUP: BackupRecord = {
  nightly: null,
  last_good: null,
  last_try: null,
  copy: null,
};

/** Name of the row of `meta`. */
const KEY = 'backup';

/** Rows of a query: a pool of the driver's, or a reader's connection. */
export interface Query {
  query(sql: string): Promise<unknown>;
}

/** Reads the record; one that is missing or not readable is that of no backup at all. */
export async function readBackupRecord(connection: Query): Promise<BackupRecord> {
  const sql = `SELECT value FROM meta WHERE name = '${KEY}'`;
  const rows = (await connection.query(sql)) as readonly { readonly value: string }[];
  const text = rows[0]?.value;
  if (text === undefined) return NO_BACKUP;
  const parsed = recordSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : NO_BACKUP;
}

/** When the catalogue was made, UTC ms: before that nobody waits for a backup; null where it does not say. */
export async function readMadeAt(connection: Query): Promise<number | null> {
  const sql = 'SELECT applied_ms AS at FROM schema_migration WHERE number = 1';
  const rows = (await connection.query(sql)) as readonly { readonly at: number | null }[];
  return rows[0]?.at ?? null;
}

/** Keeps the record; the connection needs every right. */
export async function writeBackupRecord(
  connection: Connection,
  record: BackupRecord,
): Promise<void> {
  await connection.query(
    `INSERT INTO meta (name, value) VALUES ('${KEY}', ?) ON DUPLICATE KEY UPDATE value = VALUES(value)`,
    [JSON.stringify(record)],
  );
}
