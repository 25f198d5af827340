/** How good a run is, said by people or by lists of others: of the run itself, and of the time that it was taken in. */

import type { ReadConnection } from './connection.ts';

export interface FlagRow {
  readonly id: string;
  /** Null: from the beginning of the run, to its end. */
  readonly from: number | null;
  readonly to: number | null;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly why: string;
  readonly by: string;
  readonly at: number;
}

const COLUMNS =
  'id, from_ms AS `from`, to_ms AS `to`, quality, why, by_whom AS `by`, created_ms AS at';

/** Returns the flags of a run, and those of time that touch it (a run without a time has none of these), oldest first. */
export async function readRunFlags(
  connection: ReadConnection,
  runId: number,
  { from, to }: { readonly from: number | null; readonly to: number },
): Promise<readonly FlagRow[]> {
  const own = await connection.query<FlagRow>(
    `SELECT ${COLUMNS} FROM quality_flag WHERE run_id = ? ORDER BY created_ms, id`,
    [runId],
  );
  if (from === null) return own;
  const ofTime = await connection.query<FlagRow>(
    `SELECT ${COLUMNS} FROM quality_flag WHERE run_id IS NULL AND to_ms > ? AND from_ms < ? ORDER BY from_ms, id`,
    [from, to],
  );
  return [...ofTime, ...own];
}
