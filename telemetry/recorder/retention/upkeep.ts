/** The upkeep of readings: partitions are made ahead, and those whose time is over are dropped. */

import type { Connection } from 'mariadb';

import { widthFor } from '../../catalogue/partitions/bounds.ts';
import { extendPartitions } from '../../catalogue/partitions/extend.ts';
import type { PartitionedTable } from '../../catalogue/partitions/read-partitions.ts';
import type { FlashConfig } from '../../config/schema.ts';
import type { Effects } from '../../effects.ts';
import { holdStructure } from '../../catalogue/structure-lock.ts';
import { FlashError } from '../../errors.ts';
import { withWriteLock } from '../transaction.ts';
import { dropPartitions, type DroppedPartition } from './drop-partitions.ts';

const DAY_MS = 86_400_000;

/** Of the lock on the structure: whoever holds it may do so for long. */
const AT_ONCE = { operation: 'drop readings whose time is over', seconds: 0 };

export interface UpkeepOptions {
  /** Opens a connection that may alter tables. */
  readonly open: () => Promise<Connection>;
  readonly keep: FlashConfig['catalogue']['keep'];
  readonly effects: Effects;
}

/**
 * Does what is due; resolves with what was dropped. While a backup or a migration is going on nothing is done, and
 * nobody waits: partitions are made a month ahead, the last one takes what lies beyond, and what is over may stay a day.
 * @throws {Error} where the catalogue is away; the next call does it.
 */
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
      // The structure first, as everybody takes the two: who holds it never waits for a writer that waits for it.
      const gone = await holdStructure(connection, AT_ONCE, () =>
        withWriteLock(connection, () =>
          dropPartitions({ connection, table, keepMs: days * DAY_MS, now }),
        ),
      );
      for (const { partition, rows } of gone) {
        log.write('info', 'dropped readings whose time is over', { table, partition, rows, days });
      }
      dropped.push(...gone);
    }
    return dropped;
  } catch (thrown) {
    if (!isBusy(thrown)) throw thrown;
    log.write('info', `the upkeep of readings waits for its turn: ${thrown.reason}`);
    return [];
  } finally {
    await connection.end();
  }
}

/** Whether a backup, a migration or another writer has what is needed. */
function isBusy(thrown: unknown): thrown is FlashError {
  return thrown instanceof FlashError && thrown.isTransient();
}
