/** Takes in batch jobs: one row a job; the state seen last stands, whatever order the sightings come in. */

import type { ApplyContext, ApplyFacts } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { findJobRun } from '../job-runs.ts';

/** States that a job does not leave. */
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'removed']);

const LATEST = [
  'state',
  'state_raw',
  'state_since_ms',
  'owner',
  'reason',
  'reason_code',
  'in_queue',
] as const;
const ONCE_KNOWN = [
  'started_ms',
  'ended_ms',
  'person',
  'run_id',
  'run_raw',
  'name',
  'exit_code',
  'cpu_s',
  'wall_s',
  'cpus',
  'request_memory_raw',
] as const;

/** The unique key `job_key` is the natural key; `seen_ms` is set last, because MariaDB evaluates from left to right. */
const UPSERT = `
  INSERT INTO job (scheduler, instance, job_id, submitted_ms, seen_ms, ${[...LATEST, ...ONCE_KNOWN].join(', ')})
  VALUES (?, ?, ?, ?, ?, ${[...LATEST, ...ONCE_KNOWN].map(() => '?').join(', ')})
  ON DUPLICATE KEY UPDATE
    ${LATEST.map((name) => `${name} = IF(VALUES(seen_ms) >= seen_ms, VALUES(${name}), ${name})`).join(',\n    ')},
    ${ONCE_KNOWN.map((name) => `${name} = IF(VALUES(seen_ms) >= seen_ms, COALESCE(VALUES(${name}), ${name}), COALESCE(${name}, VALUES(${name})))`).join(',\n    ')},
    seen_ms = GREATEST(VALUES(seen_ms), seen_ms)`;

export const applyJobs: ApplyFacts<'job'> = async (context, facts) => {
  const rows: Cell[][] = [];
  const runs = new Map<string, number | null>();
  for (const { fact } of facts) {
    const runId = fact.run === null ? null : await findOnce(context, fact.run, runs);
    if (runId !== null) context.touched.note('run', runId);
    context.touched.note('job', 0, { from: fact.seenAt, to: fact.seenAt }, 1);
    rows.push([
      fact.scheduler,
      fact.instance,
      fact.id,
      fact.submittedAt,
      fact.seenAt,
      fact.state,
      fact.stateRaw,
      fact.stateSince,
      fact.owner,
      fact.reason,
      fact.reasonCode,
      ENDED.has(fact.state) ? 0 : 1,
      fact.startedAt,
      fact.endedAt,
      fact.person,
      runId,
      fact.run,
      fact.name,
      fact.exitCode,
      fact.cpuS,
      fact.wallS,
      fact.cpus,
      fact.requestMemoryRaw,
    ]);
  }
  await insertRows(context.connection, UPSERT, rows);
};

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
