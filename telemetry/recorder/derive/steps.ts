/** Keeps the steps of a run: derived anew from its sweeps whenever one comes, with live time, field and f0 of the files. */

import type { CouplingRegime } from '../../facts/sweep.ts';
import type { ApplyContext } from '../context.ts';
import type { RunRow } from '../runs.ts';
import type { Span } from '../touched.ts';
import { lastBefore, readGood, readKeyChannels } from './good-readings.ts';
import { logSteps } from './machine-log.ts';
import { listSteps, type Step, type StepSweep } from './step-list.ts';

interface SweepRow {
  readonly file: string;
  readonly taken_ms: number;
  readonly tuner_deg: number | null;
  readonly centre_hz: number | null;
  readonly f0_hz: number | null;
  readonly q_l: number | null;
  readonly beta: number | null;
  readonly regime: CouplingRegime | null;
  readonly refused: string | null;
}

/** One sweep a file: the method that could fit it comes first. */
const SELECT_SWEEPS = `
  SELECT f.name AS file, s.taken_ms, s.tuner_deg, s.centre_hz, s.f0_hz, s.q_l, s.beta, s.regime, s.refused
  FROM sweep s JOIN file f ON f.id = s.file_id
  WHERE s.run_id = ? ORDER BY s.taken_ms, f.name, s.f0_hz IS NULL, s.method`;

const UPSERT = `
  INSERT INTO step (run_id, n, start_ms, end_ms, live_ms, tuner_deg, centre_hz, f0_hz, q_l, beta, regime, field_t,
    f0_source, field_source)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE start_ms = VALUES(start_ms), end_ms = VALUES(end_ms), live_ms = VALUES(live_ms),
    tuner_deg = VALUES(tuner_deg), centre_hz = VALUES(centre_hz), f0_hz = VALUES(f0_hz), q_l = VALUES(q_l),
    beta = VALUES(beta), regime = VALUES(regime), field_t = VALUES(field_t), f0_source = VALUES(f0_source),
    field_source = VALUES(field_source)`;

/** Derives the steps of a run; of steps as they were, only those within `span` are looked at again. */
export async function deriveSteps(
  context: ApplyContext,
  run: RunRow,
  span: Span | null,
): Promise<void> {
  const sweeps = await readSweeps(context, run.id);
  if (sweeps.length === 0) return;
  const steps = listSteps(sweeps, run.end_ms);
  const old = await readOldSteps(context, run.id);
  for (const step of steps) {
    if (!isTouched(step, old.get(step.n), span)) continue;
    await writeStep(context, run, step);
    await giveFrequency(context, run.id, step);
  }
  await context.connection.query('DELETE FROM step WHERE run_id = ? AND n > ?', [
    run.id,
    steps.length,
  ]);
  await logSteps(context, run, steps);
}

async function readSweeps(
  { connection }: ApplyContext,
  runId: number,
): Promise<readonly StepSweep[]> {
  const rows = await connection.query<SweepRow[]>(SELECT_SWEEPS, [runId]);
  return rows
    .filter((row, index) => row.file !== rows[index - 1]?.file)
    .map((row) => ({
      name: row.file,
      takenMs: row.taken_ms,
      tunerDeg: row.tuner_deg,
      centreHz: row.centre_hz,
      f0Hz: row.f0_hz,
      qL: row.q_l,
      beta: row.beta,
      regime: row.regime,
      refused: row.refused,
    }));
}

interface OldStep {
  readonly n: number;
  readonly start_ms: number;
  readonly end_ms: number | null;
  readonly tuner_deg: number | null;
  readonly f0_hz: number | null;
  readonly f0_source: string | null;
}

async function readOldSteps(
  { connection }: ApplyContext,
  runId: number,
): Promise<ReadonlyMap<number, OldStep>> {
  const rows = await connection.query<OldStep[]>(
    'SELECT n, start_ms, end_ms, tuner_deg, f0_hz, f0_source FROM step WHERE run_id = ?',
    [runId],
  );
  return new Map(rows.map((row) => [row.n, row]));
}

function isTouched(step: Step, old: OldStep | undefined, span: Span | null): boolean {
  if (old === undefined || old.start_ms !== step.startMs || old.end_ms !== step.endMs) return true;
  if (old.f0_hz !== step.f0Hz || old.f0_source !== step.source) return true;
  if (old.tuner_deg !== step.tunerDeg) return true;
  return span !== null && span.to >= step.startMs && span.from <= (step.endMs ?? span.from);
}

async function writeStep(context: ApplyContext, run: RunRow, step: Step): Promise<void> {
  const live = await liveTime(context, run, step);
  const field = await fieldOf(context, run.campaign_id, step);
  await context.connection.query(UPSERT, [
    run.id,
    step.n,
    step.startMs,
    step.endMs,
    live,
    step.tunerDeg,
    step.centreHz,
    step.f0Hz,
    step.qL,
    step.beta,
    step.regime,
    field?.value ?? null,
    step.source,
    field?.channel ?? null,
  ]);
}

/** Live time is a cadence for every data file (not a sweep) in the step, at most the step's length, ms. */
async function liveTime(
  { connection }: ApplyContext,
  run: RunRow,
  step: Step,
): Promise<number | null> {
  if (run.cadence_ms === null) return null;
  const rows = await connection.query<{ n: number }[]>(
    `SELECT COUNT(*) - (SELECT COUNT(DISTINCT file_id) FROM sweep WHERE run_id = ? AND taken_ms >= ? AND taken_ms < ?) AS n
     FROM file WHERE run_id = ? AND taken_ms >= ? AND taken_ms < ?`,
    [run.id, step.startMs, step.endMs ?? LATEST, run.id, step.startMs, step.endMs ?? LATEST],
  );
  const live = Math.max(0, rows[0]?.n ?? 0) * run.cadence_ms;
  return step.endMs === null ? live : Math.min(live, step.endMs - step.startMs);
}

const LATEST = Number.MAX_SAFE_INTEGER;

/** The field is that of the last reading before the step, or else the first in it, neither further off than it counts. */
async function fieldOf(
  context: ApplyContext,
  campaignId: number,
  { startMs, endMs }: Step,
): Promise<{ readonly value: number; readonly channel: string } | null> {
  const channels = await readKeyChannels(context, [campaignId]);
  const key = channels.find(({ role }) => role === 'field');
  if (key === undefined) return null;
  const { channel_id: id, channel, stale_after_ms: stale } = key;
  const to = Math.min(startMs + stale, endMs ?? LATEST);
  const readings = await readGood(context, id, startMs - stale, to);
  const value = lastBefore(readings, startMs, stale) ?? readings.value[0] ?? null;
  return value === null ? null : { value, channel };
}

/** Files of the step get its f0 as the cavity's frequency; a file that an older catalogue lists keeps what it says. */
async function giveFrequency(
  { connection }: ApplyContext,
  runId: number,
  step: Step,
): Promise<void> {
  await connection.query(
    `UPDATE file f SET cavity_hz = ?
     WHERE run_id = ? AND taken_ms >= ? AND taken_ms < ? AND NOT (cavity_hz <=> ?) AND NOT (taken_source <=> 'import')
       AND NOT EXISTS (SELECT 1 FROM import_row i WHERE i.file_id = f.id AND i.cells_json IS NOT NULL)`,
    [step.f0Hz, runId, step.startMs, step.endMs ?? LATEST, step.f0Hz],
  );
}
