/** What happened on one day: the runs that were open, their files, steps and flags, the alarms that were raised. */

import type { ReadConnection } from './connection.ts';

const DAY = 86_400_000;
/** A run that is open for longer is counted for so long: what it holds then are wrong times, or a run nobody closed. */
export const LONGEST_RUN_MS = 60 * DAY;

export interface DayRunRow {
  readonly id: number;
  readonly kind: string;
  readonly state: string;
  readonly start: number;
  readonly end: number | null;
  readonly lastFile: number | null;
  readonly cadenceMs: number | null;
}

const RUN = `id, kind, state, start_ms AS start, end_ms AS end, last_file_ms AS lastFile, cadence_ms AS cadenceMs`;

/** Of runs that began before midnight so many are asked whether they went on: those of a campaign do not overlap. */
const MOST_BEFORE = 50;

/** Returns the runs that began before `to` and were not over at `from`, in their order. */
export async function readRunsOfDay(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly DayRunRow[]> {
  const before = await connection.query<DayRunRow>(
    `SELECT ${RUN} FROM run FORCE INDEX (run_recent) WHERE start_ms < ? ORDER BY start_ms DESC LIMIT ?`,
    [from, MOST_BEFORE],
  );
  const began = await connection.query<DayRunRow>(
    `SELECT ${RUN} FROM run FORCE INDEX (run_recent) WHERE start_ms >= ? AND start_ms < ? ORDER BY start_ms`,
    [from, to],
  );
  return [...before.filter((run) => lastMomentOf(run) >= from).reverse(), ...began];
}

/** Until when a run is counted, UTC ms: a file may come after its end. */
function lastMomentOf({ state, end, lastFile, start }: DayRunRow): number {
  const last = state === 'open' ? Infinity : Math.max(end ?? start, lastFile ?? start);
  return Math.min(start + LONGEST_RUN_MS, last);
}

/** Returns some runs by their ids, in whatever day they lie. */
export async function readRunSpans(
  connection: ReadConnection,
  ids: readonly number[],
): Promise<readonly DayRunRow[]> {
  if (ids.length === 0) return [];
  return await connection.query<DayRunRow>(
    `SELECT ${RUN} FROM run WHERE id IN (?) AND start_ms IS NOT NULL`,
    [ids],
  );
}

/** Returns every run of a campaign that has a beginning: for a snapshot that is published whole. */
export async function readCampaignSpans(
  connection: ReadConnection,
  campaignId: number,
): Promise<readonly DayRunRow[]> {
  return await connection.query<DayRunRow>(
    `SELECT ${RUN} FROM run WHERE campaign_id = ? AND start_ms IS NOT NULL`,
    [campaignId],
  );
}

/** Returns how many files of a run taken in `from` <= t < `to` are sweeps. */
export async function readSweepCount(
  connection: ReadConnection,
  runId: number,
  from: number,
  to: number,
): Promise<number> {
  const rows = await connection.query<{ n: number }>(
    'SELECT COUNT(DISTINCT file_id) AS n FROM sweep WHERE run_id = ? AND taken_ms >= ? AND taken_ms < ?',
    [runId, from, to],
  );
  return rows[0]?.n ?? 0;
}

/** Returns resonances on which steps of some runs began in `from` <= t < `to`. */
export async function readTuned(
  connection: ReadConnection,
  runIds: readonly number[],
  from: number,
  to: number,
): Promise<readonly { readonly f0Hz: number; readonly qL: number }[]> {
  if (runIds.length === 0) return [];
  return await connection.query(
    `SELECT f0_hz AS f0Hz, q_l AS qL FROM step
     WHERE run_id IN (?) AND start_ms >= ? AND start_ms < ? AND f0_hz IS NOT NULL AND q_l > 0`,
    [runIds, from, to],
  );
}

export interface FlagRow {
  readonly runId: number | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly createdAt: number;
}

/** Returns the flags that hold, of some runs, or of a span of time whatever runs lie in it. */
export async function readFlagsOfDay(
  connection: ReadConnection,
  runIds: readonly number[],
  from: number,
  to: number,
): Promise<readonly FlagRow[]> {
  const columns =
    'f.run_id AS runId, f.from_ms AS `from`, f.to_ms AS `to`, f.quality, f.created_ms AS createdAt';
  const holds = 'NOT EXISTS (SELECT 1 FROM flag_withdrawal w WHERE w.flag_id = f.id)';
  const ofRuns =
    runIds.length === 0
      ? []
      : await connection.query<FlagRow>(
          `SELECT ${columns} FROM quality_flag f WHERE f.run_id IN (?) AND ${holds}`,
          [runIds],
        );
  const ofTime = await connection.query<FlagRow>(
    `SELECT ${columns} FROM quality_flag f
     WHERE f.run_id IS NULL AND f.from_ms < ? AND f.to_ms > ? AND ${holds}`,
    [to, from],
  );
  return [...ofRuns, ...ofTime];
}

/** Returns how many alarms were raised in `from` <= t < `to`, by severity. */
export async function readAlarmCounts(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly { readonly severity: string; readonly count: number }[]> {
  return await connection.query(
    'SELECT severity, COUNT(*) AS count FROM alarm WHERE raised_ms >= ? AND raised_ms < ? GROUP BY severity',
    [from, to],
  );
}

export interface CopyClassRow {
  readonly location: string;
  readonly class: string;
  readonly count: number;
}

/**
 * What one copy is, the gravest first; verified only with evidence, archived only on tape as the tape system told.
 * `none` stands for a file of which no storage has said anything.
 */
const CLASS = `CASE
  WHEN p.file_id IS NULL THEN 'none'
  WHEN p.state IN ('lost', 'differs', 'unavailable', 'removed', 'expected', 'copying') THEN p.state
  WHEN p.verified_ms IS NOT NULL AND p.locality IN ('tape', 'both') THEN 'archived, verified'
  WHEN p.locality IN ('tape', 'both') THEN 'archived'
  WHEN p.verified_ms IS NOT NULL THEN 'verified'
  ELSE 'present' END`;

/**
 * The files of a run that belong to a day: those that were taken on it; on the first day of the run also those whose
 * time is not known or lies outside the days that the run is counted on. So every file is of one day.
 */
const OF_DAY = `f.run_id = ? AND (f.taken_ms >= ? AND f.taken_ms < ? OR ? AND (f.taken_ms IS NULL OR f.taken_ms < ? OR f.taken_ms >= ?))`;

function ofDay({ id, start }: DayRunRow, from: number): readonly (number | boolean)[] {
  const to = from + DAY;
  return [id, from, to, start >= from, from, to + LONGEST_RUN_MS];
}

/** Returns the copies of the files of a run of a day by location and class. */
export async function readCopyClasses(
  connection: ReadConnection,
  run: DayRunRow,
  from: number,
): Promise<readonly CopyClassRow[]> {
  return await connection.query<CopyClassRow>(
    `SELECT COALESCE(p.location, '') AS location, ${CLASS} AS class, COUNT(*) AS count
     FROM file f LEFT JOIN replica p ON p.file_id = f.id WHERE ${OF_DAY} GROUP BY location, class`,
    ofDay(run, from),
  );
}

/** Returns how many files of a run of a day have no copy that is present, though none was removed on purpose. */
export async function readMissing(
  connection: ReadConnection,
  run: DayRunRow,
  from: number,
): Promise<number> {
  const rows = await connection.query<{ n: number }>(
    `SELECT COUNT(*) AS n FROM file f WHERE ${OF_DAY}
       AND NOT EXISTS (SELECT 1 FROM replica p WHERE p.file_id = f.id AND p.state IN ('present', 'removed'))`,
    ofDay(run, from),
  );
  return rows[0]?.n ?? 0;
}
