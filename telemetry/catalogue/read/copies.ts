/** Which files wait for a second copy or for tape, oldest first: asked often, so each question stops at the first one. */

import type { ReadConnection } from './connection.ts';

export interface RecentRunRow {
  readonly id: number;
  /** Raised with every change of the run's files and copies. */
  readonly revision: number;
}

/** More runs than this in a month nobody makes; the newest are looked at. */
const MOST_RUNS = 1_000;

/** Returns the runs of live data with files since a time, newest first. */
export async function readRecentRuns(
  connection: ReadConnection,
  since: number,
): Promise<readonly RecentRunRow[]> {
  return await connection.query<RecentRunRow>(
    `SELECT id, revision FROM run FORCE INDEX (run_newest_file)
     WHERE last_file_ms >= ? AND origin = 'live' ORDER BY last_file_ms DESC LIMIT ?`,
    [since, MOST_RUNS],
  );
}

const PRESENT = `SELECT COUNT(*) FROM replica p WHERE p.file_id = f.id AND p.state = 'present'`;

/** What a file may lack. */
export const LACKS = {
  /** Fewer than two copies are present. */
  secondCopy: `(${PRESENT}) < 2`,
  /** No copy that is present lies on tape. */
  tapeCopy: `(${PRESENT} AND p.locality IN ('tape', 'both')) = 0`,
} as const;

/**
 * Returns when the oldest file of a run was taken that lacks something, UTC ms; null: none does. Files before `from`
 * are known to lack nothing.
 */
export async function readOldestLacking(
  connection: ReadConnection,
  runId: number,
  lack: keyof typeof LACKS,
  from: number,
): Promise<number | null> {
  const rows = await connection.query<{ t: number }>(
    `SELECT f.taken_ms AS t FROM file f WHERE f.run_id = ? AND f.taken_ms >= ? AND ${LACKS[lack]}
     ORDER BY f.taken_ms LIMIT 1`,
    [runId, from],
  );
  return rows[0]?.t ?? null;
}
