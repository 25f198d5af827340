/** Receivers of alarms in the catalogue: which there are, how each is, and the log of what was sent. */

import type { Pool } from 'mariadb';

import type { ReadConnection } from './read/connection.ts';

/**
 * Takes up the receivers of the configuration: new ones are there, what waits for those that are gone is dropped, and
 * what failed or was refused is tried at once, for the configuration may be another. Returns how many notices were
 * dropped.
 */
export async function takeReceivers(
  pool: Pool,
  receivers: readonly { readonly name: string; readonly kind: string }[],
): Promise<number> {
  const known = await pool.query<{ name: string }[]>('SELECT name FROM alarm_receiver');
  const names = new Set(receivers.map(({ name }) => name));
  let dropped = 0;
  for (const { name } of known.filter((one) => !names.has(one.name))) {
    const { affectedRows } = await pool.query<{ affectedRows: number }>(
      "UPDATE alarm_notice SET state = 'dropped' WHERE state = 'waiting' AND receiver = ?",
      [name],
    );
    dropped += affectedRows;
    await pool.query('DELETE FROM alarm_receiver WHERE name = ?', [name]);
  }
  for (const { name, kind } of receivers) {
    await pool.query(
      'INSERT INTO alarm_receiver (name, kind) VALUES (?, ?) ON DUPLICATE KEY UPDATE kind = VALUES(kind), not_before_ms = 0',
      [name, kind],
    );
    await pool.query(
      "UPDATE alarm_notice SET not_before_ms = 0 WHERE state = 'waiting' AND receiver = ?",
      [name],
    );
  }
  return dropped;
}

/** Deletes the log of what was told before a time; what waits, and what raised alarms were told with, stays. */
export async function forgetTold(pool: Pool, before: number): Promise<void> {
  await pool.query('DELETE FROM alarm_try WHERE at_ms < ?', [before]);
  await pool.query(
    `DELETE FROM alarm_event WHERE at_ms < ?
       AND NOT EXISTS (SELECT 1 FROM alarm_notice n WHERE n.event = alarm_event.id AND n.state = 'waiting')
       AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.alert = alarm_event.alert AND a.subject = alarm_event.subject
         AND a.raised_ms = alarm_event.raised_ms AND a.cleared_ms IS NULL)`,
    [before],
  );
}

/** A receiver as it is now; times are UTC ms. */
export interface ReceiverRow {
  readonly name: string;
  readonly kind: 'webhook' | 'email';
  readonly failures: number;
  readonly failingSince: number | null;
  readonly reason: string | null;
  readonly deliveredAt: number | null;
  /** Changes that it was not told of yet. */
  readonly waiting: number;
  readonly oldestWaiting: number | null;
}

/** Returns the receivers by name. */
export async function readReceivers(connection: ReadConnection): Promise<readonly ReceiverRow[]> {
  return await connection.query<ReceiverRow>(
    `SELECT r.name, r.kind, r.failures, r.failing_ms AS failingSince, r.reason, r.delivered_ms AS deliveredAt,
            COUNT(n.id) AS waiting, MIN(n.at_ms) AS oldestWaiting
     FROM alarm_receiver r LEFT JOIN alarm_notice n ON n.state = 'waiting' AND n.receiver = r.name
     GROUP BY r.name, r.kind, r.failures, r.failing_ms, r.reason, r.delivered_ms ORDER BY r.name`,
  );
}

/** A try, as the log has it. */
export interface TryRow {
  readonly at: number;
  readonly receiver: string;
  readonly outcome: 'delivered' | 'failed' | 'refused';
  readonly reason: string | null;
  readonly answer: string;
  readonly type: string;
  readonly eventId: string;
  readonly alarms: number;
  readonly changes: number;
  readonly tookMs: number;
}

const TRY = `at_ms AS at, receiver, outcome, reason, answer, type, event_id AS eventId, alarms, changes,
  took_ms AS tookMs`;

/** Returns the last tries of a receiver, or of all, newest first. */
export async function readTries(
  connection: ReadConnection,
  receiver: string | null,
  atMost: number,
): Promise<readonly TryRow[]> {
  return receiver === null
    ? await connection.query<TryRow>(`SELECT ${TRY} FROM alarm_try ORDER BY id DESC LIMIT ?`, [
        atMost,
      ])
    : await connection.query<TryRow>(
        `SELECT ${TRY} FROM alarm_try WHERE receiver = ? ORDER BY at_ms DESC LIMIT ?`,
        [receiver, atMost],
      );
}
