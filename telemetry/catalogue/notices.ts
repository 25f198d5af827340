/** Notices of alarms in the catalogue: which changes there were, who is still to be told, and what came of each try. */

import type { Connection, Pool } from 'mariadb';

import { parseAlarmEvent, type AlarmEvent, type Change } from '../events/alarm-event.ts';
import type { Waiting } from '../events/compose.ts';
import type { Severity } from '../alerts/definition.ts';
import { REFUSED_MS, type NoticeStore, type Pending, type Try } from '../receivers/deliver.ts';
import type { ReadConnection } from './read/connection.ts';

/** The alarm that a change is of, as the table `alarm` names it. */
export interface AlarmName {
  readonly alert: string;
  readonly subject: string;
  readonly raisedAt: number;
}

export interface ToldChange extends AlarmName {
  readonly what: Change;
}

/** Returns what was told of the alarms that are raised, oldest first. */
export async function readToldChanges(connection: ReadConnection): Promise<readonly ToldChange[]> {
  return await connection.query<ToldChange>(
    `SELECT e.alert, e.subject, e.raised_ms AS raisedAt, e.what
     FROM alarm a JOIN alarm_event e ON e.alert = a.alert AND e.subject = a.subject AND e.raised_ms = a.raised_ms
     WHERE a.cleared_ms IS NULL ORDER BY e.id`,
  );
}

/** Which changes a receiver wants to hear of. */
export interface Wish {
  readonly name: string;
  readonly severities: readonly Severity[];
  /** Null: every alert. */
  readonly alerts: readonly string[] | null;
  readonly changes: readonly Change[];
}

export interface NewEvent extends ToldChange {
  readonly at: number;
  readonly severity: Severity;
  readonly event: AlarmEvent;
}

/**
 * Writes changes and who is to be told of them, inside the transaction of the change. A change that is there already
 * is not written again. Nobody hears the end of what he was not told of.
 */
export async function writeEvents(
  connection: Connection,
  events: readonly NewEvent[],
  wishes: readonly Wish[],
): Promise<void> {
  for (const event of events) {
    const id = await writeEvent(connection, event);
    const named = await readNamed(connection, event);
    const rows = wishes
      .filter((wish) => isWanted(wish, event, named))
      .map(({ name }) => [name, id, event.at]);
    if (rows.length === 0) continue;
    await connection.batch(
      'INSERT INTO alarm_notice (receiver, event, at_ms) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE at_ms = at_ms',
      rows,
    );
  }
}

async function writeEvent(connection: Connection, given: NewEvent): Promise<number> {
  const { alert, subject, raisedAt, what, at, event } = given;
  const { insertId } = await connection.query<{ insertId: number }>(
    `INSERT INTO alarm_event (event_id, at_ms, what, alert, subject, raised_ms, event_json) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)`,
    [event.id, at, what, alert, subject.slice(0, 500), raisedAt, JSON.stringify(event)],
  );
  return insertId;
}

/** Who was told, or will be, that the alarm is raised. */
async function readNamed(
  connection: Connection,
  { alert, subject, raisedAt }: AlarmName,
): Promise<ReadonlySet<string>> {
  const rows = await connection.query<{ receiver: string }[]>(
    `SELECT n.receiver FROM alarm_event e JOIN alarm_notice n ON n.event = e.id
     WHERE e.alert = ? AND e.subject = ? AND e.raised_ms = ?`,
    [alert, subject.slice(0, 500), raisedAt],
  );
  return new Set(rows.map(({ receiver }) => receiver));
}

function isWanted(wish: Wish, event: NewEvent, named: ReadonlySet<string>): boolean {
  const { name, severities, alerts, changes } = wish;
  if (!severities.includes(event.severity) || !changes.includes(event.what)) return false;
  if (alerts !== null && !alerts.includes(event.alert)) return false;
  return event.what === 'raised' || !changes.includes('raised') || named.has(name);
}

/**
 * Notes for receivers what became of the alarms that are raised, where they want to hear it and were not to be told:
 * one that was added later, or wants more than before, is told once of what is raised already.
 */
export async function tellWhatIsRaised(
  pool: Pool,
  wishes: readonly Wish[],
  now: number,
): Promise<void> {
  if (wishes.length === 0) return;
  const events = await pool.query<readonly RaisedEvent[]>(
    `SELECT e.id, e.alert, e.what, a.severity
     FROM alarm a JOIN alarm_event e ON e.alert = a.alert AND e.subject = a.subject AND e.raised_ms = a.raised_ms
     WHERE a.cleared_ms IS NULL ORDER BY e.id`,
  );
  const rows = wishes.flatMap((wish) => {
    const wanted = events.filter(({ what, severity, alert }) => {
      const isOfAlert = wish.alerts === null || wish.alerts.includes(alert);
      return isOfAlert && wish.changes.includes(what) && wish.severities.includes(severity);
    });
    return wanted.map(({ id }) => [wish.name, id, now]);
  });
  if (rows.length === 0) return;
  // What was dropped with its receiver waits again where that is back; what it was told of, or refused, stays so.
  await pool.batch(
    `INSERT INTO alarm_notice (receiver, event, at_ms) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE at_ms = IF(state = 'dropped', VALUES(at_ms), at_ms), state = IF(state = 'dropped', 'waiting', state)`,
    rows,
  );
}

interface RaisedEvent {
  readonly id: number;
  readonly alert: string;
  readonly what: Change;
  readonly severity: Severity;
}

/** Notices that are read at once; the others come when these are done. */
const AT_ONCE = 5_000;
const HOUR = 3_600_000;

/** The store of what is delivered. */
export function createNoticeStore(pool: Pool): NoticeStore {
  return {
    read: (receiver, now) => readPending(pool, receiver, now),
    note: (receiver, tried) => noteTry(pool, receiver, tried),
  };
}

async function readPending(pool: Pool, receiver: string, now: number): Promise<Pending> {
  const waiting = await pool.query<(Omit<Waiting, 'event'> & { json: string })[]>(
    `SELECT n.id, n.at_ms AS at, n.not_before_ms AS notBefore, e.event_json AS json
     FROM alarm_notice n JOIN alarm_event e ON e.id = n.event
     WHERE n.state = 'waiting' AND n.receiver = ? ORDER BY n.id LIMIT ?`,
    [receiver, AT_ONCE],
  );
  if (waiting.length === 0) return { waiting: [], sentAt: [], failures: 0, notBefore: 0 };
  const tries = await pool.query<{ at: number }[]>(
    `SELECT at_ms AS at FROM alarm_try
     WHERE receiver = ? AND at_ms > ? AND (outcome = 'delivered' OR reason IN ('too slow', 'server error'))
     ORDER BY at_ms`,
    [receiver, now - HOUR],
  );
  const [memory] = await pool.query<{ failures: number; notBefore: number }[]>(
    'SELECT failures, not_before_ms AS notBefore FROM alarm_receiver WHERE name = ?',
    [receiver],
  );
  return {
    waiting: waiting.map(({ json, ...rest }) => ({ ...rest, event: parseAlarmEvent(json) })),
    sentAt: tries.map(({ at }) => at),
    failures: memory?.failures ?? 0,
    notBefore: memory?.notBefore ?? 0,
  };
}

async function noteTry(pool: Pool, receiver: string, tried: Try): Promise<void> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    await writeTry(connection, receiver, tried);
    await settle(connection, tried);
    await connection.commit();
    await connection.release();
  } catch (thrown) {
    // The server rolls back when a connection in doubt goes.
    connection.destroy();
    throw thrown;
  }
}

async function writeTry(connection: Connection, receiver: string, tried: Try): Promise<void> {
  const { at, tookMs, message, outcome, failures, notBefore } = tried;
  const { event, entries } = message;
  const reason = outcome.kind === 'delivered' ? null : outcome.reason;
  await connection.query(
    `INSERT INTO alarm_try (receiver, at_ms, took_ms, event_id, type, alarms, changes, outcome, reason, answer)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      receiver,
      at,
      tookMs,
      event.id,
      event.type,
      entries.length,
      entries.reduce((sum, { notices }) => sum + notices.length, 0),
      outcome.kind,
      reason,
      outcome.answer.slice(0, 400),
    ],
  );
  await connection.query(
    outcome.kind === 'delivered'
      ? `UPDATE alarm_receiver SET failures = 0, failing_ms = NULL, reason = NULL, not_before_ms = 0, delivered_ms = ?
         WHERE name = ?`
      : `UPDATE alarm_receiver SET failing_ms = COALESCE(failing_ms, ?), failures = ?, reason = ?, not_before_ms = ?
         WHERE name = ?`,
    outcome.kind === 'delivered' ? [at, receiver] : [at, failures, reason, notBefore, receiver],
  );
}

async function settle(connection: Connection, tried: Try): Promise<void> {
  const { told, givenUp, later, at } = tried;
  if (told.length > 0)
    await connection.query("UPDATE alarm_notice SET state = 'told', told_ms = ? WHERE id IN (?)", [
      at,
      told,
    ]);
  if (givenUp.length > 0)
    await connection.query("UPDATE alarm_notice SET state = 'refused' WHERE id IN (?)", [givenUp]);
  if (later.length > 0)
    await connection.query('UPDATE alarm_notice SET not_before_ms = ? WHERE id IN (?)', [
      tried.at + REFUSED_MS,
      later,
    ]);
}
