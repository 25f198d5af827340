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
