/** Makes partitions ahead of time, by splitting the one that catches what is later than all others. */

import type { Connection } from 'mariadb';

import { holdStructure } from '../structure-lock.ts';
import { alterPartitions } from './alter.ts';
import { boundsAfter, partitionName, type PartitionWidth } from './bounds.ts';
import { readPartitions, type PartitionedTable } from './read-partitions.ts';

/** The last bound is to be at least so far ahead. */
const AHEAD_MS = 35 * 86_400_000;

/** Name of the partition that has no upper bound. */
const LATER = 'later';

/**
 * Splits `later` until a month ahead of `now`; returns the names of the partitions made. What `later` holds (a clock
 * far ahead, or a hub that was away for long) moves to where it belongs.
 * @throws {FlashError} transient, at once, where partitions are due and a backup or a migration is going on
 */
export async function extendPartitions(
  connection: Connection,
  table: PartitionedTable,
  { now, width }: { readonly now: number; readonly width: PartitionWidth },
): Promise<readonly string[]> {
  const partitions = await readPartitions(connection, table);
  const begin = partitions.find(({ name }) => name === LATER)?.from ?? null;
  if (begin === null) return [];
  const bounds = boundsAfter(begin, now + AHEAD_MS, width);
  if (bounds.length === 0) return [];
  const names = [begin, ...bounds.slice(0, -1)].map(partitionName);
  const parts = bounds.map(
    (bound, n) => `PARTITION ${names[n] ?? ''} VALUES LESS THAN (${String(bound)})`,
  );
  const all = [...parts, `PARTITION ${LATER} VALUES LESS THAN MAXVALUE`].join(', ');
  // A backup may hold the structure for an hour: `later` takes what comes until it has ended.
  await holdStructure(connection, { operation: 'make partitions ahead', seconds: 0 }, () =>
    alterPartitions(connection, table, `REORGANIZE PARTITION ${LATER} INTO (${all})`),
  );
  return names;
}
