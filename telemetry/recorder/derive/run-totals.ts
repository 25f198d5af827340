/** Keeps a run's counts, sums and first and last file; counts only rows that this batch added, unless some were there before. */

import type { ApplyContext } from '../context.ts';
import { medianStep } from './median-step.ts';

export interface InsertedFiles {
  /** Highest file id before the insert: rows above it are new. */
  readonly before: number;
  /** Files sent, by run. */
  readonly sent: ReadonlyMap<number, number>;
  /** Rows affected as MariaDB counts them: 1 new, 2 changed. */
  readonly affected: number;
}

interface Totals {
  readonly run_id: number;
  readonly n: number;
  readonly sized: number;
  readonly bytes: number | null;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
}

const TOTALS = `
  SELECT run_id, COUNT(*) AS n, COUNT(bytes) AS sized, SUM(bytes) AS bytes, MIN(taken_ms) AS first_ms,
    MAX(taken_ms) AS last_ms`;

const ADD = `
  UPDATE run SET file_count = file_count + ?, sized_count = sized_count + ?, bytes_sum = bytes_sum + ?,
    first_file_ms = LEAST(COALESCE(first_file_ms, ?), COALESCE(?, first_file_ms)),
    last_file_ms = GREATEST(COALESCE(last_file_ms, ?), COALESCE(?, last_file_ms))
  WHERE id = ?`;

const REPLACE = `
  UPDATE run SET file_count = ?, sized_count = ?, bytes_sum = ?, first_file_ms = ?, last_file_ms = ? WHERE id = ?`;

/** Brings the totals of the runs up to date and notes the runs whose files changed. */
export async function countFiles(
  context: ApplyContext,
  { before, sent, affected }: InsertedFiles,
): Promise<void> {
  const { connection } = context;
  const added = await connection.query<Totals[]>(
    `${TOTALS} FROM file WHERE id > ? GROUP BY run_id`,
    [before],
  );
  const isOlderChanged = affected !== added.reduce((sum, { n }) => sum + n, 0);
  for (const [runId, count] of sent) {
    const fresh = added.find(({ run_id }) => run_id === runId);
    if (fresh?.n === count) await addTotals(context, fresh);
    else if (fresh !== undefined || isOlderChanged) await recountRun(context, runId, fresh?.n ?? 0);
  }
}

async function addTotals({ connection, touched }: ApplyContext, totals: Totals): Promise<void> {
  const { run_id: id, n, sized, bytes, first_ms, last_ms } = totals;
  await connection.query(ADD, [n, sized, bytes ?? 0, first_ms, first_ms, last_ms, last_ms, id]);
  const span = first_ms === null || last_ms === null ? null : { from: first_ms, to: last_ms };
  touched.note('run', id, span, n);
  await keepCadence(connection, id);
}

/** Counts all files of a run: some were there before and may have got a size, or came from another run. */
export async function recountRun(
  { connection, touched }: ApplyContext,
  runId: number,
  added: number,
): Promise<void> {
  const rows = await connection.query<Totals[]>(
    `${TOTALS} FROM file WHERE run_id = ? GROUP BY run_id`,
    [runId],
  );
  const totals = rows[0];
  if (totals === undefined) return;
  const { n, sized, bytes, first_ms, last_ms } = totals;
  await connection.query(REPLACE, [n, sized, bytes ?? 0, first_ms, last_ms, runId]);
  const span = first_ms === null || last_ms === null ? null : { from: first_ms, to: last_ms };
  touched.note('run', runId, span, added);
  await keepCadence(connection, runId);
}

/** Steps between the last files that the cadence is the median of. */
const CADENCE_OF = 20;

/** Files closer together than this were copied at once: their times say nothing of how fast they are written, ms. */
const LEAST_CADENCE_MS = 50;

async function keepCadence(connection: ApplyContext['connection'], runId: number): Promise<void> {
  const rows = await connection.query<{ taken_ms: number }[]>(
    `SELECT taken_ms FROM file WHERE run_id = ? AND taken_ms IS NOT NULL ORDER BY taken_ms DESC LIMIT ?`,
    [runId, CADENCE_OF + 1],
  );
  const cadence = medianStep(rows.map(({ taken_ms }) => taken_ms));
  const kept = cadence !== null && cadence >= LEAST_CADENCE_MS ? cadence : null;
  await connection.query('UPDATE run SET cadence_ms = ? WHERE id = ?', [kept, runId]);
}
