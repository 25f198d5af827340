/** Counts what a partition holds without reading it: the hours of its time know how many readings they are made of. */

import type { Connection } from 'mariadb';

import type { PartitionedTable } from '../../catalogue/partitions/read-partitions.ts';

export interface ChannelCount {
  readonly channelId: number;
  readonly count: number;
}

const BY_HOURS = `
  SELECT c.id AS channelId,
    COALESCE((SELECT SUM(h.all_count) FROM reading_hour h WHERE h.channel_id = c.id AND h.t_ms >= ? AND h.t_ms < ?), 0) AS count
  FROM channel c`;

/**
 * Returns how many readings of each channel a partition holds. Hours stay when their readings are dropped, so up to
 * where readings were dropped before (`retention`) the late ones that came since are counted one by one.
 */
export async function countReadings(
  connection: Connection,
  {
    partition,
    from,
    to,
  }: { readonly partition: string; readonly from: number | null; readonly to: number },
): Promise<readonly ChannelCount[]> {
  const rows = await connection.query<{ horizon: number | null }[]>(
    "SELECT MAX(to_ms) AS horizon FROM retention WHERE table_name = 'reading'",
  );
  const horizon = rows[0]?.horizon ?? 0;
  const hours = await connection.query<ChannelCount[]>(BY_HOURS, [
    Math.min(to, Math.max(from ?? 0, horizon)),
    to,
  ]);
  if (horizon === 0) return hours;
  const late = await connection.query<ChannelCount[]>(
    `SELECT c.id AS channelId,
       (SELECT COUNT(*) FROM reading PARTITION (\`${partition}\`) r WHERE r.channel_id = c.id AND r.t_ms < ?) AS count
     FROM channel c`,
    [horizon],
  );
  const lateOf = new Map(late.map(({ channelId, count }) => [channelId, count]));
  return hours.map(({ channelId, count }) => ({
    channelId,
    count: count + (lateOf.get(channelId) ?? 0),
  }));
}

/** Counts the rows of one partition. */
export async function countRows(
  connection: Connection,
  table: PartitionedTable,
  partition: string,
): Promise<number> {
  const rows = await connection.query<{ count: number }[]>(
    `SELECT COUNT(*) AS count FROM ${table} PARTITION (\`${partition}\`)`,
  );
  return rows[0]?.count ?? 0;
}

/** Counts the readings of each channel that one partition holds, by reading it through: after a crash only. */
export async function countByChannel(
  connection: Connection,
  partition: string,
): Promise<readonly ChannelCount[]> {
  return await connection.query<ChannelCount[]>(
    `SELECT channel_id AS channelId, COUNT(*) AS count FROM reading PARTITION (\`${partition}\`) GROUP BY channel_id`,
  );
}
