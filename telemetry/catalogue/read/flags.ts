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

const SELECT = `SELECT q.id, q.from_ms AS \`from\`, q.to_ms AS \`to\`, q.quality, q.why, q.by_whom AS \`by\`, q.created_ms AS at
  FROM quality_flag q LEFT JOIN flag_withdrawal w ON w.flag_id = q.id`;

/** Returns the flags of a run, and those of time that touch it (a run without a time has none of these), oldest first; none that was withdrawn. */
export async function readRunFlags(
  connection: ReadConnection,
  runId: number,
  { from, to }: { readonly from: number | null; readonly to: number },
): Promise<readonly FlagRow[]> {
  const own = await connection.query<FlagRow>(
    `${SELECT} WHERE q.run_id = ? AND w.flag_id IS NULL ORDER BY q.created_ms, q.id`,
    [runId],
  );
  if (from === null) return own;
  const ofTime = await connection.query<FlagRow>(
    `${SELECT} WHERE q.run_id IS NULL AND q.to_ms > ? AND q.from_ms < ? AND w.flag_id IS NULL
     ORDER BY q.from_ms, q.id`,
    [from, to],
  );
  return [...ofTime, ...own];
}
