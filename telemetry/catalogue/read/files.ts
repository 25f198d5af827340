/** Files in the order of their names, for the published lists of all files of a campaign. */

import type { ReadConnection } from './connection.ts';

export interface ListedFile {
  readonly name: string;
  readonly t: number | null;
  readonly takenSource: string | null;
  readonly bytes: number | null;
  readonly adler32: string | null;
  readonly sha256: string | null;
  readonly tunerDeg: number | null;
  readonly tCavK: number | null;
  readonly tMcK: number | null;
  readonly bit: string | null;
  readonly cavityHz: number | null;
  readonly softwareVersion: string | null;
}

/** Files of a run with `from` <= name < `before`; null: from the first, to the last. */
export interface NameSpan {
  readonly from: string | null;
  readonly before: string | null;
}

function within({ from, before }: NameSpan): { readonly sql: string; readonly values: string[] } {
  const sql = `${from === null ? '' : ' AND name >= ?'}${before === null ? '' : ' AND name < ?'}`;
  return { sql, values: [from, before].filter((name) => name !== null) };
}

/** Returns the next files of a run by name, at most so many. */
export async function readListedFiles(
  connection: ReadConnection,
  runId: number,
  span: NameSpan,
  atMost: number,
): Promise<readonly ListedFile[]> {
  const { sql, values } = within(span);
  return await connection.query<ListedFile>(
    `SELECT name, taken_ms AS t, taken_source AS takenSource, bytes, adler32, sha256, tuner_deg AS tunerDeg,
            t_cav_k AS tCavK, t_mc_k AS tMcK, bit, cavity_hz AS cavityHz, software_version AS softwareVersion
     FROM file WHERE run_id = ?${sql} ORDER BY name LIMIT ?`,
    [runId, ...values, atMost],
  );
}

/** Returns the name of the file that has so many before it, from `from` on; null: there are fewer. */
export async function readNameAt(
  connection: ReadConnection,
  runId: number,
  from: string | null,
  skipped: number,
): Promise<string | null> {
  const { sql, values } = within({ from, before: null });
  const rows = await connection.query<{ name: string }>(
    `SELECT name FROM file WHERE run_id = ?${sql} ORDER BY name LIMIT 1 OFFSET ?`,
    [runId, ...values, skipped],
  );
  return rows[0]?.name ?? null;
}
