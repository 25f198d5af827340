/** What an act names: runs, entries, and whether the act was done before. */

import type { Connection } from 'mariadb';

import { findFormerRun, type FormerRun } from '../../catalogue/find-former.ts';
import { RefusedAct } from './refused-act.ts';

export interface NamedRun {
  readonly campaign: string;
  readonly number: number;
}

/** The run that is meant, by a name that it or its campaign has or had; null where none is named. */
export async function findNamedRun(
  connection: Connection,
  run: NamedRun | null,
): Promise<FormerRun | null> {
  if (run === null) return null;
  const found = await findFormerRun(connection, run.campaign, run.number);
  if (found !== null) return found;
  throw new RefusedAct(404, `there is no run ${run.campaign}/${String(run.number)}`);
}

/** A row of what people wrote: the head of an entry. */
export interface EntryRow {
  readonly id: string;
  readonly author_kind: 'human' | 'machine';
  readonly author: string;
  readonly event_ms: number;
  readonly run_id: number | null;
  readonly title: string;
  readonly body: string | null;
  readonly tags: string;
  readonly restricted: number;
  readonly thread: string | null;
  readonly revision: number;
}

export async function findEntry(connection: Connection, id: string): Promise<EntryRow | null> {
  const rows = await connection.query<EntryRow[]>(
    `SELECT id, author_kind, author, event_ms, run_id, title, body, tags, restricted, thread, revision
     FROM log_entry WHERE id = ?`,
    [id],
  );
  return rows[0] ?? null;
}

/** @throws {RefusedAct} where there is none */
export async function requireEntry(connection: Connection, id: string): Promise<EntryRow> {
  const found = await findEntry(connection, id);
  if (found !== null) return found;
  throw new RefusedAct(404, `there is no log entry ${id}`);
}
