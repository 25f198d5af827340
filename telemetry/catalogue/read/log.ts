/** Log entries, newest first; restricted ones never leave the catalogue. */

import type { ReadConnection } from './connection.ts';

export interface LogRow {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly authorKind: 'human' | 'machine';
  readonly title: string;
  readonly tags: string;
  readonly campaign: string | null;
  readonly number: number | null;
}

const COLUMNS = `e.id, e.event_ms AS at, e.author, e.author_kind AS authorKind, e.title, e.tags, c.slug AS campaign, r.number`;
const FROM = `log_entry e LEFT JOIN run r ON r.id = e.run_id LEFT JOIN campaign c ON c.id = r.campaign_id`;

/** Returns the newest entries. */
export async function readLastEntries(
  connection: ReadConnection,
  count: number,
): Promise<readonly LogRow[]> {
  return await connection.query<LogRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE e.restricted = 0 ORDER BY e.event_ms DESC, e.id DESC LIMIT ?`,
    [count],
  );
}

/** Returns the entries of a run in the order of their events. */
export async function readRunEntries(
  connection: ReadConnection,
  runId: number,
): Promise<readonly LogRow[]> {
  return await connection.query<LogRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE e.run_id = ? AND e.restricted = 0 ORDER BY e.event_ms, e.id`,
    [runId],
  );
}

export interface LogBodyRow extends LogRow {
  readonly body: string | null;
}

/** Returns the entries of a span of time, `from` <= t < `to`, in the order of their events. */
export async function readEntries(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly LogBodyRow[]> {
  return await connection.query<LogBodyRow>(
    `SELECT ${COLUMNS}, e.body FROM ${FROM}
     WHERE e.event_ms >= ? AND e.event_ms < ? AND e.restricted = 0 ORDER BY e.event_ms, e.id`,
    [from, to],
  );
}

/** Returns the entries whose time is before the year 0 or after 9999. */
export async function readStrayEntries(connection: ReadConnection): Promise<readonly LogBodyRow[]> {
  return await connection.query<LogBodyRow>(
    `SELECT ${COLUMNS}, e.body FROM ${FROM}
     WHERE (e.event_ms < ? OR e.event_ms > ?) AND e.restricted = 0 ORDER BY e.event_ms, e.id`,
    [Date.parse('0000-01-01T00:00:00Z'), Date.UTC(9999, 11, 31)],
  );
}

/** Returns the time of the first entry at or after `from`; null: there is none. */
export async function readFirstEntryTime(
  connection: ReadConnection,
  from: number,
): Promise<number | null> {
  const rows = await connection.query<{ at: number }>(
    `SELECT event_ms AS at FROM log_entry FORCE INDEX (log_event)
     WHERE event_ms >= ? AND restricted = 0 ORDER BY event_ms LIMIT 1`,
    [from],
  );
  return rows[0]?.at ?? null;
}
