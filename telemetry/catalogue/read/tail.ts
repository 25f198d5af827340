/** The newest files and runs, for what the browser adds to the tiles it has. */

import type { ReadConnection } from './connection.ts';

export interface TailFileRow {
  readonly campaignId: number;
  readonly run: number;
  readonly name: string;
  readonly bytes: number | null;
  readonly t: number;
}

/** Returns the files of open runs that were taken since `from`, oldest first, at most 500. */
export async function readFilesSince(
  connection: ReadConnection,
  from: number,
): Promise<readonly TailFileRow[]> {
  return await connection.query<TailFileRow>(
    `SELECT r.campaign_id AS campaignId, r.number AS run, f.name, f.bytes, f.taken_ms AS t
     FROM run r JOIN file f ON f.run_id = r.id
     WHERE r.state = 'open' AND f.taken_ms >= ? ORDER BY f.taken_ms LIMIT 500`,
    [from],
  );
}

/** Returns the open runs and those that ended since `from`, with their revision. */
export async function readRunsSince(
  connection: ReadConnection,
  from: number,
): Promise<
  readonly { readonly campaignId: number; readonly number: number; readonly revision: number }[]
> {
  return await connection.query(
    `SELECT campaign_id AS campaignId, number, revision FROM run WHERE state = 'open' OR last_file_ms >= ?
     ORDER BY start_ms`,
    [from],
  );
}
