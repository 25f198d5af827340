/** The partitions of a table as the server has them. */

import type { Connection } from 'mariadb';

/** Tables of readings that are kept in partitions by time. */
export type PartitionedTable = 'reading' | 'reading_minute';

export interface Partition {
  readonly name: string;
  /** Null: the first, with everything before `to`. */
  readonly from: number | null;
  /** Null: the last, with everything from `from` on. */
  readonly to: number | null;
}

/** Returns them in the order of time. */
export async function readPartitions(
  connection: Connection,
  table: PartitionedTable,
): Promise<readonly Partition[]> {
  const rows = await connection.query<{ name: string; below: string }[]>(
    `SELECT PARTITION_NAME AS name, PARTITION_DESCRIPTION AS below FROM information_schema.PARTITIONS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND PARTITION_NAME IS NOT NULL
     ORDER BY PARTITION_ORDINAL_POSITION`,
    [table],
  );
  const bounds = rows.map(({ below }) => (below === 'MAXVALUE' ? null : Number(below)));
  return rows.map(({ name }, n) => ({ name, from: bounds[n - 1] ?? null, to: bounds[n] ?? null }));
}
