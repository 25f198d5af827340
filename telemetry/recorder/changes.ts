/** Numbers every write: revisions of runs and one change row for each subject that a batch touched. */

import type { ApplyContext } from './context.ts';
import { insertRows, type Cell } from './insert-rows.ts';
import type { Subject } from './touched.ts';

const SUBJECTS: readonly Subject[] = [
  'campaign',
  'run',
  'channel',
  'job',
  'resource',
  'log',
  'flag',
  'shift',
  'node',
  'gap',
];

const INSERT =
  'INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms, added) VALUES (?, ?, ?, ?, ?, ?)';

/** Change rows older than this go; a publisher that was away for longer starts from the whole catalogue. */
const KEPT_MS = 2 * 86_400_000;

/** Raises the revision of each touched run once, and writes the change rows. */
export async function writeChanges({ connection, touched, now }: ApplyContext): Promise<void> {
  const runs = [...touched.of('run').keys()];
  if (runs.length > 0) {
    await connection.query('UPDATE run SET revision = revision + 1 WHERE id IN (?)', [runs]);
  }
  const rows: Cell[][] = [];
  for (const subject of SUBJECTS) {
    for (const [id, { span, added }] of touched.of(subject)) {
      rows.push([now, subject, id, span?.from ?? null, span?.to ?? null, added]);
    }
  }
  await insertRows(connection, INSERT, rows);
}

/** Removes old change rows, at most so many at once; the newest always stays, since it is the catalogue's position. */
export async function pruneChanges(
  { connection, now }: Pick<ApplyContext, 'connection' | 'now'>,
  atMost = 20_000,
): Promise<void> {
  const rows = await connection.query<{ newest: number | null }[]>(
    'SELECT MAX(seq) AS newest FROM `change`',
  );
  await connection.query(
    'DELETE FROM `change` WHERE at_ms < ? AND seq < ? ORDER BY at_ms LIMIT ?',
    [now - KEPT_MS, rows[0]?.newest ?? 0, atMost],
  );
}
