/** Takes in batch jobs: one row a job; the state seen last stands, whatever order the sightings come in. */

import type { ApplyContext, ApplyFacts, FactOf } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { findJobRun } from '../job-runs.ts';
import { knownSubmissions } from './known-submissions.ts';

/** States that a job does not leave. */
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'removed']);

/** What the newest sighting says; `state` and `in_queue` stand last, because the others are decided by what they were. */
const LATEST = [
  'state_raw',
  'state_since_ms',
  'reason',
  'reason_code',
  'reason_subcode',
  'state',
  'in_queue',
] as const;
const ONCE_KNOWN = [
  'owner',
  'started_ms',
  'ended_ms',
  'person',
  'run_id',
  'run_raw',
  'name',
  'exit_code',
  'exit_signal',
  'cpu_s',
  'wall_s',
  'cpus',
  'request_memory_raw',
] as const;

/** An end that a log or a history tells late is newer than "left the queue, how is not known". */
const IS_NEWER =
  "(VALUES(seen_ms) >= seen_ms OR (state = 'unknown' AND in_queue = 0 AND VALUES(in_queue) = 0))";

const NAMES = [...ONCE_KNOWN, ...LATEST];

/** The unique key `job_key` is the natural key; `seen_ms` is set last, because MariaDB evaluates from left to right. */
const UPSERT = `
  INSERT INTO job (scheduler, instance, job_id, submitted_ms, seen_ms, ${NAMES.join(', ')})
  VALUES (?, ?, ?, ?, ?, ${NAMES.map(() => '?').join(', ')})
  ON DUPLICATE KEY UPDATE
    ${ONCE_KNOWN.map((name) => `${name} = IF(${IS_NEWER}, COALESCE(VALUES(${name}), ${name}), COALESCE(${name}, VALUES(${name})))`).join(',\n    ')},
    ${LATEST.map((name) => `${name} = IF(${IS_NEWER}, VALUES(${name}), ${name})`).join(',\n    ')},
    seen_ms = GREATEST(VALUES(seen_ms), seen_ms)`;

export const applyJobs: ApplyFacts<'job'> = async (context, facts) => {
  const rows: Cell[][] = [];
  const runs = new Map<string, number | null>();
  const submissions = await knownSubmissions(context, facts);
  for (const { fact } of facts) {
    const runId = fact.run === null ? null : await findOnce(context, fact.run, runs);
    if (runId !== null) context.touched.note('run', runId);
    // What is told late changes the day on which it ended.
    const from = Math.min(fact.seenAt, fact.endedAt ?? fact.seenAt);
    context.touched.note('job', 0, { from, to: fact.seenAt }, 1);
    rows.push(rowOf(fact, submissions.of(fact), runId));
  }
  await insertRows(context.connection, UPSERT, rows);
};

/** The cells of one job, in the order of the statement. */
function rowOf(fact: FactOf<'job'>, submittedAt: number, runId: number | null): Cell[] {
  return [
    fact.scheduler,
    fact.instance,
    fact.id,
    submittedAt,
    fact.seenAt,
    fact.owner,
    fact.startedAt,
    fact.endedAt,
    fact.person,
    runId,
    fact.run,
    fact.name,
    fact.exitCode,
    fact.exitSignal ?? null,
    fact.cpuS,
    fact.wallS,
    fact.cpus,
    fact.requestMemoryRaw,
    fact.stateRaw,
    fact.stateSince,
    fact.reason,
    fact.reasonCode,
    fact.reasonSubcode ?? null,
    fact.state,
    ENDED.has(fact.state) ? 0 : 1,
  ];
}

async function findOnce(
  context: ApplyContext,
  text: string,
  known: Map<string, number | null>,
): Promise<number | null> {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const id = await findJobRun(context, text);
  known.set(text, id);
  return id;
}
