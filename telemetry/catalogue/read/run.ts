/** One run, whole: its steps, sweeps, files, copies, jobs and log entries. */

import type { ReadConnection } from './connection.ts';

export interface FileRow {
  readonly id: number;
  readonly name: string;
  readonly t: number | null;
  readonly bytes: number | null;
  readonly adler32: string | null;
  readonly tunerDeg: number | null;
  readonly tCavK: number | null;
  readonly tMcK: number | null;
  readonly cavityHz: number | null;
  readonly softwareVersion: string | null;
}

/** Returns the files of a run in the order of their time (unknown times last), then name. */
export async function readFiles(
  connection: ReadConnection,
  runId: number,
): Promise<readonly FileRow[]> {
  return await connection.query<FileRow>(
    `SELECT id, name, taken_ms AS t, bytes, adler32, tuner_deg AS tunerDeg, t_cav_k AS tCavK, t_mc_k AS tMcK,
            cavity_hz AS cavityHz, software_version AS softwareVersion
     FROM file WHERE run_id = ? ORDER BY taken_ms IS NULL, taken_ms, name`,
    [runId],
  );
}

export interface ReplicaRow {
  readonly fileId: number;
  readonly location: string;
  readonly state: string;
  readonly locality: string;
  readonly verifiedAt: number | null;
}

/** Returns every copy of a run's files. */
export async function readReplicas(
  connection: ReadConnection,
  runId: number,
): Promise<readonly ReplicaRow[]> {
  return await connection.query<ReplicaRow>(
    `SELECT p.file_id AS fileId, p.location, p.state, p.locality, p.verified_ms AS verifiedAt
     FROM replica p JOIN file f ON f.id = p.file_id WHERE f.run_id = ? ORDER BY p.file_id, p.location`,
    [runId],
  );
}

export interface SweepRecord {
  readonly name: string;
  readonly takenAt: number;
  readonly parameter: 's11' | 's21';
  readonly tunerDeg: number | null;
  readonly method: string;
  readonly points: number;
  readonly spanHz: number;
  readonly f0Hz: number | null;
  readonly f0Error: number | null;
  readonly qL: number | null;
  readonly qLError: number | null;
  readonly q0: number | null;
  readonly q0Error: number | null;
  readonly beta: number | null;
  readonly betaError: number | null;
  readonly betaUnder: number | null;
  readonly betaUnderError: number | null;
  readonly regime: 'unknown' | 'under' | 'over' | null;
  readonly depthDb: number | null;
  readonly rmsDb: number | null;
  readonly refused: string | null;
  readonly trace: string | null;
}

/** Returns the sweeps of a run in the order of their time. */
export async function readSweeps(
  connection: ReadConnection,
  runId: number,
): Promise<readonly SweepRecord[]> {
  return await connection.query<SweepRecord>(
    `SELECT f.name, w.taken_ms AS takenAt, w.parameter, w.tuner_deg AS tunerDeg, w.method, w.points,
            w.span_hz AS spanHz, w.f0_hz AS f0Hz, w.f0_error_hz AS f0Error, w.q_l AS qL, w.q_l_error AS qLError,
            w.q_0 AS q0, w.q_0_error AS q0Error, w.beta, w.beta_error AS betaError, w.beta_under AS betaUnder,
            w.beta_under_error AS betaUnderError, w.regime, w.depth_db AS depthDb, w.rms_db AS rmsDb, w.refused,
            w.trace_json AS trace
     FROM sweep w JOIN file f ON f.id = w.file_id WHERE w.run_id = ? ORDER BY w.taken_ms, f.name`,
    [runId],
  );
}

export interface StepRecord {
  readonly n: number;
  readonly start: number;
  readonly end: number | null;
  readonly liveMs: number | null;
  readonly tunerDeg: number | null;
  readonly f0Hz: number | null;
  readonly qL: number | null;
  readonly beta: number | null;
  readonly regime: 'unknown' | 'under' | 'over' | null;
  readonly fieldT: number | null;
  readonly f0Source: string | null;
  readonly fieldSource: string | null;
}

const STEP_COLUMNS = `n, start_ms AS start, end_ms AS \`end\`, live_ms AS liveMs, tuner_deg AS tunerDeg, f0_hz AS f0Hz,
  q_l AS qL, beta, regime, field_t AS fieldT, f0_source AS f0Source, field_source AS fieldSource`;

/** Returns the steps of a run in their order. */
export async function readSteps(
  connection: ReadConnection,
  runId: number,
): Promise<readonly StepRecord[]> {
  return await connection.query<StepRecord>(
    `SELECT ${STEP_COLUMNS}
     FROM step WHERE run_id = ? ORDER BY n`,
    [runId],
  );
}

export interface RunJobRow {
  readonly id: string;
  readonly scheduler: string;
  readonly state: string;
  readonly submitted: number;
  readonly started: number | null;
  readonly ended: number | null;
  readonly reason: string | null;
}

/** Returns the batch jobs that name this run. */
export async function readRunJobs(
  connection: ReadConnection,
  runId: number,
): Promise<readonly RunJobRow[]> {
  return await connection.query<RunJobRow>(
    `SELECT job_id AS id, scheduler, state, submitted_ms AS submitted, started_ms AS started, ended_ms AS ended, reason
     FROM job WHERE run_id = ? ORDER BY submitted_ms, id`,
    [runId],
  );
}

export type LastFitRow = Pick<
  SweepRecord,
  'takenAt' | 'f0Hz' | 'qL' | 'beta' | 'betaUnder' | 'regime' | 'depthDb'
>;

/** Returns the newest sweep of a run that could be fitted; null: none yet. */
export async function readLastFit(
  connection: ReadConnection,
  runId: number,
): Promise<LastFitRow | null> {
  const rows = await connection.query<LastFitRow>(
    `SELECT taken_ms AS takenAt, f0_hz AS f0Hz, q_l AS qL, beta, beta_under AS betaUnder, regime, depth_db AS depthDb
     FROM sweep WHERE run_id = ? AND f0_hz IS NOT NULL ORDER BY taken_ms DESC LIMIT 1`,
    [runId],
  );
  return rows[0] ?? null;
}

/** Returns the last step of a run; null: it has none. */
export async function readLastStep(
  connection: ReadConnection,
  runId: number,
): Promise<StepRecord | null> {
  const rows = await connection.query<StepRecord>(
    `SELECT ${STEP_COLUMNS} FROM step WHERE run_id = ? ORDER BY n DESC LIMIT 1`,
    [runId],
  );
  return rows[0] ?? null;
}
