/** Accepts that rows are gone: runs are counted anew, the log says so, and the publisher may show it. */

import type { Connection, Pool } from 'mariadb';

import { ACCEPTED } from '../catalogue/read/changes.ts';
import type { Clock } from '../effects.ts';
import { ulidOf } from './derive/ulid.ts';
import { writeTransaction } from './transaction.ts';

export interface Acceptance {
  /** Runs whose row counted more files than there are, and how many files are gone. */
  readonly runs: number;
  readonly files: number;
}

const COUNTED = `
  SELECT r.id, r.file_count - COALESCE(f.n, 0) AS missing
  FROM run r LEFT JOIN (SELECT run_id, COUNT(*) AS n FROM file GROUP BY run_id) f ON f.run_id = r.id
  WHERE r.file_count > COALESCE(f.n, 0)`;

const RECOUNT = `
  UPDATE run r LEFT JOIN (
    SELECT run_id, COUNT(*) AS n, COUNT(bytes) AS sized, SUM(bytes) AS bytes, MIN(taken_ms) AS first_ms,
      MAX(taken_ms) AS last_ms
    FROM file WHERE run_id IN (?) GROUP BY run_id
  ) f ON f.run_id = r.id
  SET r.file_count = COALESCE(f.n, 0), r.sized_count = COALESCE(f.sized, 0), r.bytes_sum = COALESCE(f.bytes, 0),
    r.first_file_ms = f.first_ms, r.last_file_ms = f.last_ms, r.revision = r.revision + 1
  WHERE r.id IN (?)`;

/** Writes the acceptance in one transaction; `author` is who typed it. */
export async function acceptShrinkage(
  pool: Pool,
  clock: Clock,
  author: string,
): Promise<Acceptance> {
  return await writeTransaction(pool, async (connection) => {
    const now = clock.now();
    const rows = await connection.query<{ id: number; missing: number }[]>(COUNTED);
    const ids = rows.map(({ id }) => id);
    const files = rows.reduce((sum, { missing }) => sum + missing, 0);
    if (ids.length > 0) await connection.query(RECOUNT, [ids, ids]);
    for (const { id, missing } of rows) await writeChange(connection, now, 'run', id, missing);
    await writeChange(connection, now, ACCEPTED, 0, 0);
    await writeEntry(connection, now, author, { runs: ids.length, files });
    await connection.query(
      'INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms, added) VALUES (?, ?, 0, ?, ?, 1)',
      [now, 'log', now, now],
    );
    return { commit: true, result: { runs: ids.length, files } };
  });
}

async function writeChange(
  connection: Connection,
  now: number,
  subject: string,
  id: number,
  removed: number,
): Promise<void> {
  await connection.query(
    'INSERT INTO `change` (at_ms, subject, subject_id, removed) VALUES (?, ?, ?, ?)',
    [now, subject, id, removed],
  );
}

async function writeEntry(
  connection: Connection,
  now: number,
  author: string,
  { runs, files }: Acceptance,
): Promise<void> {
  const origin = `shrinkage-accepted:${String(now)}`;
  const body =
    files === 0
      ? 'No run counts more files than there are; what else is gone since the last snapshot is accepted with this.'
      : `${String(files)} files of ${String(runs)} runs are no longer in the catalogue; the runs were counted anew.`;
  await connection.query(
    `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, title, body, tags)
     VALUES (?, ?, 'human', ?, ?, ?, 'Accepted that rows are gone from the catalogue', ?, 'catalogue')`,
    [ulidOf(now, origin), origin, author, now, now, body],
  );
}
