/** Alarms in the catalogue: those that are raised and were, and what people did about them. */

import type { Connection, Pool } from 'mariadb';

import type { Acknowledgement, Alarm, Pending, Shelf } from '../alarms/alarm.ts';
import type { Severity } from '../alerts/definition.ts';
import type { Labels } from '../alerts/samples.ts';
import type { Quality } from '../facts/quality.ts';
import type { ReadConnection } from './read/connection.ts';

/** A raised alarm, or one that was. */
export interface AlarmRow extends Alarm {
  readonly raisedAt: number;
  readonly summary: string;
}

interface Stored {
  readonly alert: string;
  readonly subject: string;
  readonly raisedAt: number;
  readonly labels: string;
  readonly severity: Severity;
  readonly since: number;
  readonly overAt: number | null;
  readonly clearedAt: number | null;
  readonly value: number | null;
  readonly summary: string;
  readonly times: number;
  readonly explainedBy: string | null;
  readonly ackAt: number | null;
  readonly ackBy: string | null;
  readonly ackWhy: string | null;
}

const SELECT = `
  SELECT alert, subject, raised_ms AS raisedAt, labels_json AS labels, severity, since_ms AS since, over_ms AS overAt,
    cleared_ms AS clearedAt, value, summary, times, explained_by AS explainedBy, acknowledged_ms AS ackAt,
    acknowledged_by AS ackBy, acknowledged_why AS ackWhy
  FROM alarm`;

/** Returns the alarms that are raised now, newest first. */
export async function readRaisedAlarms(connection: ReadConnection): Promise<readonly AlarmRow[]> {
  const rows = await connection.query<Stored>(
    `${SELECT} WHERE cleared_ms IS NULL ORDER BY raised_ms DESC, alert, subject`,
  );
  return rows.map(toRow);
}

/** Returns the alarms that were raised in `from` <= t < `to`, newest first, at most `atMost`. */
export async function readAlarmHistory(
  connection: ReadConnection,
  from: number,
  to: number,
  atMost: number,
): Promise<readonly AlarmRow[]> {
  const rows = await connection.query<Stored>(
    `${SELECT} WHERE raised_ms >= ? AND raised_ms < ? ORDER BY raised_ms DESC, alert, subject LIMIT ?`,
    [from, to, atMost],
  );
  return rows.map(toRow);
}

/** Returns when the first alarm at or after `from` was raised, UTC ms; null: none was. */
export async function readFirstAlarmTime(
  connection: ReadConnection,
  from: number,
): Promise<number | null> {
  const rows = await connection.query<{ readonly at: number | null }>(
    'SELECT MIN(raised_ms) AS at FROM alarm WHERE raised_ms >= ?',
    [from],
  );
  return rows[0]?.at ?? null;
}

function toRow({ labels, value, ackAt, ackBy, ackWhy, ...rest }: Stored): AlarmRow {
  const acknowledged: Acknowledgement | null =
    ackAt === null ? null : { at: ackAt, by: ackBy ?? '', why: ackWhy ?? '' };
  return {
    ...rest,
    labels: JSON.parse(labels) as Labels,
    value: value ?? Number.NaN,
    acknowledged,
  };
}

const UPSERT = `
  INSERT INTO alarm (alert, subject, raised_ms, labels_json, severity, since_ms, over_ms, cleared_ms, value, summary,
    times, explained_by, acknowledged_ms, acknowledged_by, acknowledged_why)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE over_ms = VALUES(over_ms), cleared_ms = VALUES(cleared_ms), value = VALUES(value),
    times = VALUES(times), explained_by = VALUES(explained_by), acknowledged_ms = VALUES(acknowledged_ms),
    acknowledged_by = VALUES(acknowledged_by), acknowledged_why = VALUES(acknowledged_why)`;

/** Writes alarms as they are now, inside a transaction. */
export async function writeAlarms(
  connection: Connection,
  rows: readonly AlarmRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.batch(
    UPSERT,
    rows.map((row) => [
      row.alert,
      row.subject.slice(0, 500),
      row.raisedAt,
      JSON.stringify(row.labels),
      row.severity,
      row.since,
      row.overAt,
      row.clearedAt,
      Number.isFinite(row.value) ? row.value : null,
      row.summary.slice(0, 1_000),
      row.times,
      row.explainedBy?.slice(0, 600) ?? null,
      row.acknowledged?.at ?? null,
      row.acknowledged?.by ?? null,
      row.acknowledged?.why ?? null,
    ]),
  );
}

export interface AlarmAct {
  readonly what: 'acknowledge' | 'shelve' | 'unshelve';
  readonly alert: string;
  /** Null: whatever the alert is about. */
  readonly subject: string | null;
  /** Null but for shelving. */
  readonly until: number | null;
  readonly by: string;
  readonly why: string;
  readonly at: number;
}

/** Notes what somebody wants; the evaluator takes it up within seconds, or when it runs again. */
export async function addAct(pool: Pool, act: AlarmAct): Promise<void> {
  await pool.query(
    'INSERT INTO alarm_act (at_ms, what, alert, subject, until_ms, by_whom, why) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [
      act.at,
      act.what,
      act.alert,
      act.subject,
      act.until,
      act.by.slice(0, 191),
      act.why.slice(0, 500),
    ],
  );
}

const ACT = `id, what, alert, subject, until_ms AS until, by_whom AS \`by\`, why, at_ms AS at`;

/** Returns what was not taken up yet, oldest first. */
export async function readWaitingActs(
  connection: ReadConnection,
): Promise<readonly (AlarmAct & { readonly id: number })[]> {
  return await connection.query(`SELECT ${ACT} FROM alarm_act WHERE taken_ms IS NULL ORDER BY id`);
}

/** Notes that acts were taken up. */
export async function takeActs(
  connection: Connection,
  ids: readonly number[],
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  await connection.query('UPDATE alarm_act SET taken_ms = ? WHERE id IN (?)', [now, ids]);
}

/** Returns the shelves that hold at a time: for each alert and subject, its last act where that shelves. */
export async function readShelves(
  connection: ReadConnection,
  now: number,
): Promise<readonly Shelf[]> {
  const acts = await connection.query<AlarmAct>(
    `SELECT ${ACT} FROM alarm_act
     WHERE what <> 'acknowledge' AND at_ms >= (
       SELECT COALESCE(MIN(at_ms), ?) FROM alarm_act WHERE what = 'shelve' AND until_ms > ?)
     ORDER BY id`,
    [now, now],
  );
  const last = new Map(acts.map((act) => [`${act.alert}\u0000${act.subject ?? ''}`, act]));
  return [...last.values()].flatMap(({ what, until, ...shelf }) =>
    what === 'shelve' && until !== null && until > now ? [{ ...shelf, until }] : [],
  );
}

/** Returns the conditions that held without being alarms yet, as they were written after `since`, UTC ms. */
export async function readPending(
  connection: ReadConnection,
  since: number,
): Promise<readonly Pending[]> {
  return await connection.query<Pending>(
    'SELECT alert, subject, held_ms AS heldMs FROM alarm_pending WHERE seen_ms >= ? ORDER BY alert, subject',
    [since],
  );
}

/** Writes what pends now, in place of what did. */
export async function writePending(
  connection: Connection,
  rows: readonly Pending[],
  now: number,
): Promise<void> {
  await connection.query('DELETE FROM alarm_pending');
  if (rows.length === 0) return;
  await connection.batch(
    'INSERT INTO alarm_pending (alert, subject, held_ms, seen_ms) VALUES (?, ?, ?, ?)',
    rows.map(({ alert, subject, heldMs }) => [alert, subject.slice(0, 500), heldMs, now]),
  );
}

export interface OffRow {
  readonly alert: string;
  readonly why: string;
}

/** Returns since when alarms are kept here, UTC ms: when the table for them was made; null where the catalogue does not say. */
export async function readAlarmsSince(connection: ReadConnection): Promise<number | null> {
  const sql = 'SELECT applied_ms AS at FROM schema_migration WHERE number = 10';
  const [row] = await connection.query<{ readonly at: number | null }>(sql);
  return row?.at ?? null;
}

/** Returns the alerts that are off, as the evaluator found last. */
export async function readOff(connection: ReadConnection): Promise<readonly OffRow[]> {
  return await connection.query<OffRow>('SELECT alert, why FROM alarm_off ORDER BY alert');
}

/** Writes which alerts are off, in place of what was there. */
export async function writeOff(connection: Connection, rows: readonly OffRow[]): Promise<void> {
  await connection.query('DELETE FROM alarm_off');
  if (rows.length === 0) return;
  await connection.batch(
    'INSERT INTO alarm_off (alert, why) VALUES (?, ?)',
    rows.map(({ alert, why }) => [alert, why.slice(0, 500)]),
  );
}

/** A channel, whether or not an agent delivers it. */
export interface AlarmChannelRow {
  readonly id: number;
  readonly name: string;
  readonly device: string;
  /** Null: it was imported. */
  readonly node: string | null;
  readonly quantity: string;
  readonly unit: string;
  readonly staleAfterMs: number | null;
  readonly cadenceMs: number | null;
  readonly last: number | null;
  readonly lastValue: number | null;
  readonly lastQuality: Quality | null;
}

/** Returns every channel with its last reading, by name. */
export async function readAlarmChannels(
  connection: ReadConnection,
): Promise<readonly AlarmChannelRow[]> {
  return await connection.query<AlarmChannelRow>(
    `SELECT id, name, device, node, quantity, unit, stale_after_ms AS staleAfterMs, cadence_ms AS cadenceMs,
            last_ms AS \`last\`, last_value AS lastValue, last_quality AS lastQuality
     FROM channel ORDER BY name`,
  );
}
