/** Keeps alarms in the catalogue: what changed at once, values every ten seconds; and takes up what people did. */

import type { Connection, Pool } from 'mariadb';
import type { Alarm } from '#telemetry/alarms/alarm.ts';
import { alarmKey } from '#telemetry/alarms/alarm.ts';
import type { AlarmChange } from '#telemetry/alarms/machine.ts';
import type { OffAlert } from '#telemetry/alarms/off.ts';
import {
  readWaitingActs,
  takeActs,
  writeAlarms,
  writeOff,
  type AlarmAct,
  type AlarmRow,
} from '#telemetry/catalogue/alarms.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { writeTransaction } from '#telemetry/recorder/transaction.ts';

/** How often the values of raised alarms are written. */
const VALUES_MS = 10_000;

export interface Keeper {
  /** Notes what became of alarms; it is written with the next `write`, or a later one. */
  note(changes: readonly AlarmChange[]): void;
  setOff(rows: readonly OffAlert[]): void;
  /** Returns who acknowledged what since the last time; shelves are taken up by being there. */
  acts(now: number): Promise<readonly AlarmAct[]>;
  /** Writes what is not written yet; null: there was no news. */
  write(alarms: readonly Alarm[], now: number): Promise<readonly AlarmChange[] | null>;
}

export function createKeeper(options: {
  readonly pool: Pool;
  readonly read: <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T>;
  /** Null: an alarm that is not kept. */
  readonly toRow: (alarm: Alarm) => AlarmRow | null;
}): Keeper {
  const { pool, read, toRow } = options;
  const unwritten = new Map<string, AlarmRow>();
  let news: AlarmChange[] = [];
  let taken: number[] = [];
  let off: { readonly text: string; readonly rows: readonly OffAlert[] } | null = null;
  let offWritten = '';
  let valuesAt = Number.NEGATIVE_INFINITY;

  const add = (alarm: Alarm): void => {
    const row = toRow(alarm);
    if (row !== null) unwritten.set(`${alarmKey(row)} ${String(row.raisedAt)}`, row);
  };
  return {
    note(changes) {
      for (const change of changes) {
        add(change.alarm);
        news.push(change);
      }
    },
    setOff: (rows) => (off = { text: JSON.stringify(rows), rows }),
    async acts() {
      const acts = await read(readWaitingActs);
      taken = acts.map(({ id }) => id);
      return acts.filter(({ what }) => what === 'acknowledge');
    },
    async write(alarms, now) {
      const isNews =
        news.length > 0 || taken.length > 0 || (off !== null && off.text !== offWritten);
      if (!isNews && now - valuesAt < VALUES_MS && now >= valuesAt) return null;
      if (now - valuesAt >= VALUES_MS || now < valuesAt) {
        valuesAt = now;
        for (const alarm of alarms) add(alarm);
      }
      if (!isNews && unwritten.size === 0) return null;
      const rows = [...unwritten.values()];
      const [written, acts, offNow] = [news, taken, off];
      await writeTransaction(pool, async (connection) => {
        await writeAlarms(connection, rows);
        await takeActs(connection, acts, now);
        if (offNow !== null && offNow.text !== offWritten) await writeOff(connection, offNow.rows);
        if (isNews) await noteChange(connection, now);
        return { commit: true, result: null };
      });
      unwritten.clear();
      news = [];
      taken = [];
      offWritten = offNow?.text ?? offWritten;
      return isNews ? written : null;
    },
  };
}

async function noteChange(connection: Connection, now: number): Promise<void> {
  await connection.query(
    'INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms, added) VALUES (?, ?, 0, ?, ?, 1)',
    [now, 'alarm', now, now],
  );
}
