/** Keeps in the catalogue what pends, so that a hub that starts again goes on with it. */

import type { Pool } from 'mariadb';
import { pendingOf, type Alarm, type Pending } from '#telemetry/alarms/alarm.ts';
import { writePending } from '#telemetry/catalogue/alarms.ts';
import { writeTransaction } from '#telemetry/recorder/transaction.ts';

/** A hub that dies loses this much of a condition's time, at most. */
const EVERY_MS = 10_000;
/** What pended before a longer absence says nothing of now. */
export const AWAY_AT_MOST_MS = 3_600_000;

export interface PendingKeeper {
  /** Writes what pends, every ten seconds while there is any. */
  write(alarms: readonly Alarm[], now: number): Promise<void>;
  /** Writes it as the last thing before the end. */
  end(alarms: readonly Alarm[], now: number): Promise<void>;
}

/** Makes a keeper over the recorder's account. */
export function createPendingKeeper(pool: Pool): PendingKeeper {
  let writtenAt = Number.NEGATIVE_INFINITY;
  /** Also what a hub before this one left. */
  let anyWritten = true;
  const put = async (rows: readonly Pending[], now: number): Promise<void> => {
    await writeTransaction(pool, async (connection) => {
      await writePending(connection, rows, now);
      return { commit: true, result: null };
    });
    anyWritten = rows.length > 0;
    writtenAt = now;
  };
  const end = async (alarms: readonly Alarm[], now: number): Promise<void> => {
    const rows = pendingOf(alarms, now);
    if (rows.length > 0 || anyWritten) await put(rows, now);
  };
  return {
    end,
    async write(alarms, now) {
      if (now - writtenAt >= EVERY_MS || now < writtenAt) await end(alarms, now);
    },
  };
}
