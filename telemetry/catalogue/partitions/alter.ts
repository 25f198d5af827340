/** Changes the partitions of a table that others read: waits for them a little, never for as long as they like. */

import type { Connection } from 'mariadb';

import type { PartitionedTable } from './read-partitions.ts';

/**
 * A reader in a long transaction holds the table's definition, and whoever comes after an ALTER that waits for it waits
 * too: readings would stand still for as long. Seconds.
 */
const WAIT_S = 3;

/** @throws {SqlError} transient (1205) where a reader did not let go in time; the next attempt may have it. */
export async function alterPartitions(
  connection: Connection,
  table: PartitionedTable,
  change: string,
): Promise<void> {
  await connection.query(
    `SET STATEMENT lock_wait_timeout = ${String(WAIT_S)} FOR ALTER TABLE ${table} ${change}`,
  );
}
