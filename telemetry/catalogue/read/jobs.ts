/** Jobs by owner, by day and by how they ended. */

import type { ReadConnection } from './connection.ts';

/** Who a job belongs to: the person behind a pool account, where the job says so. */
const WHO = "COALESCE(person, owner, '')";

export interface QueueRow {
  /** Empty: the scheduler does not say. */
  readonly owner: string;
  readonly state: string;
  readonly count: number;
  readonly oldestSince: number;
}

/** Returns the jobs in the queues by owner and state, of schedulers that answered since `since`. */
export async function readQueueByOwner(
  connection: ReadConnection,
  since: number,
): Promise<readonly QueueRow[]> {
  return await connection.query<QueueRow>(
    `SELECT ${WHO} AS owner, state, COUNT(*) AS count, MIN(COALESCE(state_since_ms, submitted_ms)) AS oldestSince
     FROM job WHERE in_queue = 1 AND EXISTS (SELECT 1 FROM job_queue q
       WHERE q.scheduler = job.scheduler AND q.instance = job.instance AND q.seen_ms >= ?)
     GROUP BY owner, state ORDER BY owner, state`,
    [since],
  );
}

export interface EndedRow {
  readonly owner: string;
  readonly state: string;
  readonly count: number;
  /** Processor time and wall time times cores, s; null: no job says it. */
  readonly cpuS: number | null;
  readonly coreS: number | null;
}

/** Returns the jobs that ended in `from` <= t < `to`, by owner and state. */
export async function readEndedByOwner(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly EndedRow[]> {
  return await connection.query<EndedRow>(
    `SELECT ${WHO} AS owner, state, COUNT(*) AS count, SUM(cpu_s) AS cpuS, SUM(wall_s * COALESCE(cpus, 1)) AS coreS
     FROM job WHERE ended_ms >= ? AND ended_ms < ? GROUP BY owner, state ORDER BY owner, state`,
    [from, to],
  );
}

export interface FailureRow {
  readonly scheduler: string;
  readonly instance: string;
  readonly id: string;
  readonly owner: string;
  readonly name: string | null;
  readonly state: string;
  /** When it ended, or since when it is held. */
  readonly at: number | null;
  readonly reason: string | null;
  readonly exitCode: number | null;
  readonly campaign: string | null;
  readonly run: number | null;
}

const FAILURE = `j.scheduler, j.instance, j.job_id AS id, COALESCE(j.person, j.owner, '') AS owner, j.name, j.state,
  j.reason, j.exit_code AS exitCode, c.slug AS campaign, r.number AS run`;
const FROM =
  'job j LEFT JOIN run r ON r.id = j.run_id LEFT JOIN campaign c ON c.id = r.campaign_id';

/** Returns the jobs that failed since a time, newest first. */
export async function readFailures(
  connection: ReadConnection,
  since: number,
  most: number,
): Promise<readonly FailureRow[]> {
  return await connection.query<FailureRow>(
    `SELECT ${FAILURE}, j.ended_ms AS at FROM ${FROM}
     WHERE j.ended_ms >= ? AND j.state = 'failed' ORDER BY j.ended_ms DESC, j.id DESC LIMIT ?`,
    [since, most],
  );
}

/** Returns the jobs that are held now, those that wait longest first. */
export async function readHeldJobs(
  connection: ReadConnection,
  most: number,
): Promise<readonly FailureRow[]> {
  return await connection.query<FailureRow>(
    `SELECT ${FAILURE}, j.state_since_ms AS at FROM ${FROM}
     WHERE j.in_queue = 1 AND j.state = 'held' ORDER BY j.state_since_ms, j.id LIMIT ?`,
    [most],
  );
}

/** Returns why jobs failed that ended in `from` <= t < `to`, the most frequent reasons first. */
export async function readFailureReasons(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly { readonly reason: string; readonly count: number }[]> {
  return await connection.query(
    `SELECT COALESCE(reason, IF(exit_code IS NULL, 'no reason given', CONCAT('exit code ', exit_code))) AS reason,
       COUNT(*) AS count
     FROM job WHERE ended_ms >= ? AND ended_ms < ? AND state = 'failed' GROUP BY reason ORDER BY count DESC LIMIT 50`,
    [from, to],
  );
}
