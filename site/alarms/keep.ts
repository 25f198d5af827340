/**
 * Keeps alarms in the catalogue: what changed at once, with who is to be told of it, values every ten seconds; and takes
 * up what people did.
 */

import type { Connection, Pool } from 'mariadb';
import type { Alarm, Shelf } from '#telemetry/alarms/alarm.ts';
import { alarmKey } from '#telemetry/alarms/alarm.ts';
import type { AlarmChange } from '#telemetry/alarms/machine.ts';
import type { OffAlert } from '#telemetry/alarms/off.ts';
import type { Teller } from '#telemetry/alarms/tell.ts';
import {
  readShelves,
  readWaitingActs,
  takeActs,
  writeAlarms,
  writeOff,
  type AlarmAct,
  type AlarmRow,
} from '#telemetry/catalogue/alarms.ts';
import { writeEvents, type NewEvent, type Wish } from '#telemetry/catalogue/notices.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { News } from '#telemetry/events/make-event.ts';
import { faultPoint } from '#telemetry/fault.ts';
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

export interface KeeperOptions {
  readonly pool: Pool;
  readonly read: <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T>;
  /** Null: an alarm that is not kept. */
  readonly toRow: (alarm: Alarm) => AlarmRow | null;
  /** What of it people are told. */
  readonly teller: Teller;
  /** Null: an alarm of an alert that is no more. */
  readonly toEvent: (news: News) => NewEvent | null;
  readonly wishes: readonly Wish[];
}

export function createKeeper(options: KeeperOptions): Keeper {
  const { pool, read, toRow } = options;
  const readActs = createActReader();
  const unwritten = new Map<string, AlarmRow>();
  const outgoing = createOutgoing(options);
  let news: AlarmChange[] = [];
  let taken: readonly number[] = [];
  let shelves: readonly Shelf[] = [];
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
      outgoing.note(changes);
    },
    setOff: (rows) => (off = { text: JSON.stringify(rows), rows }),
    async acts(now) {
      const done = await read((connection) => readActs(connection, now));
      shelves = done.shelves ?? shelves;
      taken = done.acts.map(({ id }) => id);
      return done.acts.filter(({ what }) => what === 'acknowledge');
    },
    async write(alarms, now) {
      const isTold = outgoing.take(alarms, shelves, now);
      const isNews =
        isTold || news.length > 0 || taken.length > 0 || (off !== null && off.text !== offWritten);
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
        await outgoing.write(connection);
        await takeActs(connection, acts, now);
        if (offNow !== null && offNow.text !== offWritten) await writeOff(connection, offNow.rows);
        if (isNews) await noteChange(connection, now);
        return { commit: true, result: null };
      });
      outgoing.written();
      unwritten.clear();
      news = [];
      taken = [];
      offWritten = offNow?.text ?? offWritten;
      return isNews ? written : null;
    },
  };
}

/** Reads what people did, and the shelves where that may be another: null where they are as before. */
function createActReader() {
  let isKnown = false;
  return async (connection: ReadConnection, now: number) => {
    const acts = await readWaitingActs(connection);
    if (isKnown && acts.length === 0) return { acts, shelves: null };
    const shelves = await readShelves(connection, now);
    isKnown = true;
    return { acts, shelves };
  };
}

/** What people are to be told of, until it is in the catalogue. */
function createOutgoing({ teller, toEvent, wishes }: KeeperOptions) {
  let untold: AlarmChange[] = [];
  let events: NewEvent[] = [];
  return {
    note(changes: readonly AlarmChange[]) {
      untold.push(...changes);
    },
    /** Returns whether there is anything to tell. */
    take(alarms: readonly Alarm[], shelves: readonly Shelf[], now: number): boolean {
      const news = teller.take(untold, alarms, shelves, now);
      untold = [];
      events.push(...news.map(toEvent).filter((event) => event !== null));
      return events.length > 0;
    },
    write: (connection: Connection) => writeEvents(connection, events, wishes),
    written() {
      if (events.length > 0) faultPoint('alarms:committed');
      events = [];
    },
  };
}

async function noteChange(connection: Connection, now: number): Promise<void> {
  await connection.query(
    'INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms, added) VALUES (?, ?, 0, ?, ?, 1)',
    [now, 'alarm', now, now],
  );
}
