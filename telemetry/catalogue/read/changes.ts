/** What changed since a position: the publisher's only way to know what to write again. */

import type { ReadConnection } from './connection.ts';

export interface ChangeSpan {
  readonly subject: string;
  readonly subjectId: number;
  readonly from: number | null;
  readonly to: number | null;
}

/** Returns the highest change number, 0 for an empty catalogue. */
export async function readPosition(connection: ReadConnection): Promise<number> {
  const rows = await connection.query<{ position: number | null }>(
    'SELECT MAX(seq) AS position FROM `change`',
  );
  return rows[0]?.position ?? 0;
}

/** Returns the lowest change number that is kept, 0 for an empty catalogue: old rows go after some days. */
export async function readOldestChange(connection: ReadConnection): Promise<number> {
  const rows = await connection.query<{ oldest: number | null }>(
    'SELECT MIN(seq) AS oldest FROM `change`',
  );
  return rows[0]?.oldest ?? 0;
}

/** Subject of a change that says: a person has accepted that rows are gone. */
export const ACCEPTED = 'accepted';

export interface Removal {
  readonly subject: string;
  readonly subjectId: number;
  readonly removed: number;
}

/** Returns what the catalogue says of rows that went after `since`, up to and including `until`, by subject. */
export async function readRemovals(
  connection: ReadConnection,
  since: number,
  until: number,
): Promise<readonly Removal[]> {
  return await connection.query<Removal>(
    `SELECT subject, subject_id AS subjectId, SUM(removed) AS removed FROM \`change\`
     WHERE seq > ? AND seq <= ? AND (removed > 0 OR subject = ?) GROUP BY subject, subject_id`,
    [since, until, ACCEPTED],
  );
}

/** Returns one row per subject that changed after `since`, up to and including `until`, with the span of time it touched. */
export async function readChanges(
  connection: ReadConnection,
  since: number,
  until: number,
): Promise<readonly ChangeSpan[]> {
  return await connection.query<ChangeSpan>(
    `SELECT subject, subject_id AS subjectId, MIN(from_ms) AS \`from\`, MAX(to_ms) AS \`to\`
     FROM \`change\` WHERE seq > ? AND seq <= ? GROUP BY subject, subject_id`,
    [since, until],
  );
}
