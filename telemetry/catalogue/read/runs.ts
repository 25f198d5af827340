/** The runs of a campaign, as the logbook lists them. */

import type { ReadConnection } from './connection.ts';

export interface RunRow {
  readonly id: number;
  readonly number: number;
  readonly revision: number;
  readonly path: string;
  readonly title: string | null;
  /** With commas between them. */
  readonly tags: string;
  readonly kind: string;
  readonly kindRaw: string | null;
  readonly site: string | null;
  readonly node: string | null;
  readonly origin: 'live' | 'import';
  readonly start: number | null;
  readonly end: number | null;
  readonly state: 'open' | 'closed' | 'aborted';
  readonly closedBy: string | null;
  readonly startedBy: string | null;
  readonly softwareVersion: string | null;
  readonly quality: 'good' | 'doubtful' | 'bad' | null;
  readonly fileCount: number;
  readonly sizedCount: number;
  readonly bytes: number;
  readonly cadenceMs: number | null;
}

const RUN_COLUMNS = `id, number, revision, path, title, tags, kind, kind_raw AS kindRaw, site, node, origin,
  start_ms AS start, end_ms AS end, state, closed_by AS closedBy, started_by AS startedBy,
  software_version AS softwareVersion, quality,
  file_count AS fileCount, sized_count AS sizedCount, bytes_sum AS bytes, cadence_ms AS cadenceMs`;

/** Returns the runs of a campaign, largest number first. */
export async function readRuns(
  connection: ReadConnection,
  campaignId: number,
): Promise<readonly RunRow[]> {
  return await connection.query<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM run WHERE campaign_id = ? ORDER BY number DESC`,
    [campaignId],
  );
}

/** Returns some runs by their ids, with their campaign; those that are gone are left out. */
export async function readRunsById(
  connection: ReadConnection,
  runIds: readonly number[],
): Promise<readonly (RunRow & { readonly campaignId: number })[]> {
  if (runIds.length === 0) return [];
  return await connection.query(
    `SELECT ${RUN_COLUMNS}, campaign_id AS campaignId FROM run WHERE id IN (?)`,
    [runIds],
  );
}

/** Returns the open runs of all campaigns, with their campaign. */
export async function readOpenRuns(
  connection: ReadConnection,
): Promise<readonly (RunRow & { readonly campaignId: number })[]> {
  return await connection.query(
    `SELECT ${RUN_COLUMNS}, campaign_id AS campaignId FROM run WHERE state = 'open' ORDER BY start_ms DESC`,
  );
}

export interface StepSummaryRow {
  readonly runId: number;
  readonly steps: number;
  readonly f0Min: number | null;
  readonly f0Max: number | null;
  readonly qL: number | null;
  readonly beta: number | null;
  readonly regime: 'unknown' | 'under' | 'over' | null;
  readonly fieldT: number | null;
}

/** Returns per run: how many steps, the range of f0, and means of Q_L, β and field over its steps. */
export async function readStepSummaries(
  connection: ReadConnection,
  runIds: readonly number[],
): Promise<readonly StepSummaryRow[]> {
  if (runIds.length === 0) return [];
  return await connection.query<StepSummaryRow>(
    `SELECT s.run_id AS runId, COUNT(*) AS steps, MIN(s.f0_hz) AS f0Min, MAX(s.f0_hz) AS f0Max,
            AVG(s.q_l) AS qL, AVG(s.beta) AS beta,
            IF(COUNT(DISTINCT s.regime) = 1, MAX(s.regime), IF(COUNT(s.regime) = 0, NULL, 'unknown')) AS regime,
            AVG(s.field_t) AS fieldT
     FROM step s WHERE s.run_id IN (?) GROUP BY s.run_id`,
    [runIds],
  );
}

export interface RunChannelRow {
  readonly runId: number;
  readonly channelId: number;
  readonly channel: string;
  readonly n: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly last: number | null;
}

/** Returns the statistics of key channels over each run. */
export async function readRunChannels(
  connection: ReadConnection,
  runIds: readonly number[],
): Promise<readonly RunChannelRow[]> {
  if (runIds.length === 0) return [];
  return await connection.query<RunChannelRow>(
    `SELECT rc.run_id AS runId, rc.channel_id AS channelId, ch.name AS channel, rc.n,
            rc.min_value AS \`min\`, rc.max_value AS \`max\`, rc.mean_value AS mean, rc.last_value AS \`last\`
     FROM run_channel rc JOIN channel ch ON ch.id = rc.channel_id WHERE rc.run_id IN (?)`,
    [runIds],
  );
}

export interface CopyCountRow {
  readonly runId: number;
  readonly present: number;
  readonly removed: number;
  readonly verified: number;
  readonly archived: number;
}

/**
 * Returns per run how many of its files have a copy that is present, one that was removed, one that is verified (with
 * evidence, and no other copy that differs), and one that is archived (present on tape).
 */
export async function readCopyCounts(
  connection: ReadConnection,
  runIds: readonly number[],
): Promise<readonly CopyCountRow[]> {
  if (runIds.length === 0) return [];
  return await connection.query<CopyCountRow>(
    `SELECT run_id AS runId, SUM(present) AS present, SUM(removed) AS removed,
            SUM(verified AND NOT differs) AS verified, SUM(archived) AS archived
     FROM (SELECT f.run_id, MAX(p.state = 'present') AS present, MAX(p.state = 'removed') AS removed,
                  MAX(p.state = 'present' AND p.verified_ms IS NOT NULL) AS verified,
                  MAX(p.state = 'present' AND p.locality IN ('tape', 'both')) AS archived,
                  MAX(p.state = 'differs') AS differs
           FROM file f JOIN replica p ON p.file_id = f.id WHERE f.run_id IN (?) GROUP BY f.run_id, f.id) AS of_file
     GROUP BY run_id`,
    [runIds],
  );
}

export interface TunerRow {
  readonly number: number;
  readonly t: number;
  readonly tunerDeg: number;
  readonly f0Hz: number | null;
  readonly qL: number | null;
}

/** Returns every sweep of some runs that has a tuner angle; f0 is null where the fit was refused. */
export async function readTunerPoints(
  connection: ReadConnection,
  runIds: readonly number[],
): Promise<readonly TunerRow[]> {
  if (runIds.length === 0) return [];
  return await connection.query<TunerRow>(
    `SELECT r.number, w.taken_ms AS t, w.tuner_deg AS tunerDeg, w.f0_hz AS f0Hz, w.q_l AS qL
     FROM sweep w JOIN run r ON r.id = w.run_id
     WHERE w.run_id IN (?) AND w.tuner_deg IS NOT NULL ORDER BY w.taken_ms`,
    [runIds],
  );
}

/** Returns the angles of imported files of some runs that no sweep was read from: an angle without a frequency. */
export async function readListedAngles(
  connection: ReadConnection,
  runIds: readonly number[],
): Promise<readonly { readonly number: number; readonly tunerDeg: number }[]> {
  if (runIds.length === 0) return [];
  return await connection.query(
    `SELECT r.number, f.tuner_deg AS tunerDeg FROM file f JOIN run r ON r.id = f.run_id
     LEFT JOIN sweep w ON w.file_id = f.id
     WHERE r.id IN (?) AND r.origin = 'import' AND f.tuner_deg IS NOT NULL AND w.file_id IS NULL
     ORDER BY f.tuner_deg`,
    [runIds],
  );
}

/** Returns the run of a campaign that began last; null: none has a start. */
export async function readLatestRun(
  connection: ReadConnection,
  campaignId: number,
): Promise<RunRow | null> {
  const rows = await connection.query<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM run WHERE campaign_id = ? AND start_ms IS NOT NULL ORDER BY start_ms DESC LIMIT 1`,
    [campaignId],
  );
  return rows[0] ?? null;
}
