/** The live state beside runs and channels: last file, volumes, jobs, agents. */

import type { ReadConnection } from './connection.ts';

export interface LastFileRow {
  readonly name: string;
  readonly bytes: number | null;
  readonly t: number;
}

/** Returns the newest file of a run by its own time. */
export async function readLastFile(
  connection: ReadConnection,
  runId: number,
): Promise<LastFileRow | null> {
  const rows = await connection.query<LastFileRow>(
    `SELECT name, bytes, taken_ms AS t FROM file WHERE run_id = ? AND taken_ms IS NOT NULL
     ORDER BY taken_ms DESC LIMIT 1`,
    [runId],
  );
  return rows[0] ?? null;
}

/** When a run's newest file was taken, and when its content was read (UTC ms; null: not known). */
export interface LastFileTimes {
  readonly taken: number;
  readonly seen: number | null;
}

/** Returns the times of the newest file of a run by its own time. */
export async function readLastFileTimes(
  connection: ReadConnection,
  runId: number,
): Promise<LastFileTimes | null> {
  const rows = await connection.query<LastFileTimes>(
    `SELECT taken_ms AS taken, seen_ms AS seen FROM file WHERE run_id = ? AND taken_ms IS NOT NULL
     ORDER BY taken_ms DESC LIMIT 1`,
    [runId],
  );
  return rows[0] ?? null;
}

export interface FileSumRow {
  readonly slot: number;
  readonly files: number;
  readonly bytes: number;
}

/** Returns files and bytes of a run by slots of `stepMs`, for files taken in `from` <= t < `to`; an empty slot has no row. */
export async function readFileSums(
  connection: ReadConnection,
  runId: number,
  from: number,
  to: number,
  stepMs: number,
): Promise<readonly FileSumRow[]> {
  return await connection.query<FileSumRow>(
    `SELECT FLOOR((taken_ms - ?) / ?) AS slot, COUNT(*) AS files, COALESCE(SUM(bytes), 0) AS bytes
     FROM file WHERE run_id = ? AND taken_ms >= ? AND taken_ms < ? GROUP BY slot ORDER BY slot`,
    [from, stepMs, runId, from, to],
  );
}

export interface VolumeRow {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly role: string;
  readonly at: number;
  readonly used: number | null;
  readonly capacity: number | null;
  /** 1: a quota, which is read when somebody or a cloud says it, not every minute. */
  readonly isQuota: number;
}

/** Returns every resource that holds bytes, with its latest usage: volumes and quotas of storage, not of memory. */
export async function readVolumes(connection: ReadConnection): Promise<readonly VolumeRow[]> {
  return await connection.query<VolumeRow>(
    `SELECT s.id, s.name, s.label, s.role, u.at_ms AS at, u.used, u.capacity,
       EXISTS (SELECT 1 FROM quota q WHERE q.resource_id = s.id) AS isQuota
     FROM resource s JOIN resource_usage u ON u.resource_id = s.id
      AND u.at_ms = (SELECT v.at_ms FROM resource_usage v WHERE v.resource_id = s.id ORDER BY v.at_ms DESC LIMIT 1)
     WHERE s.unit = 'By' AND s.name NOT LIKE '%/ram' ORDER BY s.role, s.name`,
  );
}

/** Returns the usage of a resource since a time, oldest first. */
export async function readUsage(
  connection: ReadConnection,
  resourceId: number,
  from: number,
): Promise<
  readonly { readonly at: number; readonly used: number | null; readonly capacity: number | null }[]
> {
  return await connection.query(
    `SELECT at_ms AS at, used, capacity FROM resource_usage WHERE resource_id = ? AND at_ms >= ? ORDER BY at_ms`,
    [resourceId, from],
  );
}

export interface JobStateRow {
  readonly state: string;
  readonly count: number;
  readonly oldestSince: number | null;
}

/** Jobs of schedulers whose last complete answer came at or after a time. */
const OF_ANSWERING = `in_queue = 1 AND EXISTS (SELECT 1 FROM job_queue q
  WHERE q.scheduler = job.scheduler AND q.instance = job.instance AND q.seen_ms >= ?)`;

/** Returns the jobs in the queues by state, of schedulers that answered since `since`. */
export async function readJobStates(
  connection: ReadConnection,
  since: number,
): Promise<readonly JobStateRow[]> {
  return await connection.query<JobStateRow>(
    `SELECT state, COUNT(*) AS count, MIN(COALESCE(state_since_ms, submitted_ms)) AS oldestSince
     FROM job WHERE ${OF_ANSWERING} GROUP BY state`,
    [since],
  );
}

/** Returns when each scheduler last answered completely; empty where none is watched. */
export async function readSchedulers(
  connection: ReadConnection,
): Promise<
  readonly { readonly scheduler: string; readonly instance: string; readonly seenAt: number }[]
> {
  return await connection.query(
    'SELECT scheduler, instance, seen_ms AS seenAt FROM job_queue ORDER BY scheduler, instance',
  );
}

/** Returns how many jobs ended since a time, by state. */
export async function readEndedJobs(
  connection: ReadConnection,
  since: number,
): Promise<readonly { readonly state: string; readonly count: number }[]> {
  return await connection.query(
    `SELECT state, COUNT(*) AS count FROM job WHERE ended_ms >= ? GROUP BY state`,
    [since],
  );
}

/** Returns why jobs are held now, most frequent first, of schedulers that answered since `since`. */
export async function readHeldReasons(
  connection: ReadConnection,
  since: number,
): Promise<readonly { readonly reason: string; readonly count: number }[]> {
  return await connection.query(
    `SELECT COALESCE(reason, 'no reason given') AS reason, COUNT(*) AS count FROM job
     WHERE state = 'held' AND ${OF_ANSWERING} GROUP BY reason ORDER BY count DESC LIMIT 5`,
    [since],
  );
}

export interface NodeRow {
  readonly node: string;
  readonly heartbeat: number | null;
  readonly spoolFacts: number | null;
  readonly spoolOldestAt: number | null;
  readonly collectors: string | null;
}

/** Returns every agent as its last heartbeat described it. */
export async function readNodes(connection: ReadConnection): Promise<readonly NodeRow[]> {
  return await connection.query<NodeRow>(
    `SELECT name AS node, heartbeat_ms AS heartbeat, spool_facts AS spoolFacts, spool_oldest_ms AS spoolOldestAt,
            collectors_json AS collectors
     FROM node ORDER BY name`,
  );
}

/** Returns how many channels and readings there are: readings as the channels count them. */
export async function readChannelCounts(
  connection: ReadConnection,
): Promise<{ readonly channel: number; readonly reading: number }> {
  const rows = await connection.query<{ channel: number; reading: number }>(
    'SELECT COUNT(*) AS channel, COALESCE(SUM(reading_count), 0) AS reading FROM channel',
  );
  return rows[0] ?? { channel: 0, reading: 0 };
}
