/** The upkeep of readings: partitions are made ahead, and those whose time is over are dropped. */

import type { Connection } from 'mariadb';

import { widthFor } from '../../catalogue/partitions/bounds.ts';
import { extendPartitions } from '../../catalogue/partitions/extend.ts';
import type { PartitionedTable } from '../../catalogue/partitions/read-partitions.ts';
import type { FlashConfig } from '../../config/schema.ts';
import type { Effects } from '../../effects.ts';
import { withWriteLock } from '../transaction.ts';
import { dropPartitions, type DroppedPartition } from './drop-partitions.ts';

const DAY_MS = 86_400_000;

export interface UpkeepOptions {
  /** Opens a connection that may alter tables. */
  readonly open: () => Promise<Connection>;
  readonly keep: FlashConfig['catalogue']['keep'];
  readonly effects: Effects;
}

/** Does what is due; resolves with what was dropped. @throws {Error} where the catalogue is away; the next call does it. */
export async function keepReadings({
  open,
  keep,
  effects: { clock, log },
}: UpkeepOptions): Promise<readonly DroppedPartition[]> {
  const limits: readonly (readonly [PartitionedTable, number | null])[] = [
    ['reading', keep.raw_days ?? null],
    ['reading_minute', keep.minute_days ?? null],
  ];
  const connection = await open();
  try {
    const dropped: DroppedPartition[] = [];
    for (const [table, days] of limits) {
      const now = clock.now();
      await extendPartitions(connection, table, { now, width: widthFor(days) });
      if (days === null) continue;
      const gone = await withWriteLock(connection, () =>
        dropPartitions({ connection, table, keepMs: days * DAY_MS, now }),
      );
      for (const { partition, rows } of gone) {
        log.write('info', 'dropped readings whose time is over', { table, partition, rows, days });
      }
      dropped.push(...gone);
    }
    return dropped;
  } finally {
    await connection.end();
  }
}
