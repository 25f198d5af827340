/** Surrogate ids of files by name; they never leave the database. */

import type { ApplyContext } from '../context.ts';

const NAMES_AT_ONCE = 1_000;

interface IdRow {
  readonly id: number;
  readonly name: string;
}

/** Ids of a run's files by name; those that this batch has just inserted (ids above `before`) come in one query. */
export async function findFileIds(
  { connection }: Pick<ApplyContext, 'connection'>,
  runId: number,
  names: readonly string[],
  before: number = Number.MAX_SAFE_INTEGER,
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  if (before !== Number.MAX_SAFE_INTEGER) {
    const rows = await connection.query<IdRow[]>(
      'SELECT id, name FROM file WHERE id > ? AND run_id = ?',
      [before, runId],
    );
    for (const { id, name } of rows) ids.set(name, id);
  }
  const missing = names.filter((name) => !ids.has(name));
  for (let start = 0; start < missing.length; start += NAMES_AT_ONCE) {
    const rows = await connection.query<IdRow[]>(
      'SELECT id, name FROM file WHERE run_id = ? AND name IN (?)',
      [runId, missing.slice(start, start + NAMES_AT_ONCE)],
    );
    for (const { id, name } of rows) ids.set(name, id);
  }
  return ids;
}
