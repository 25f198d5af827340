/** Takes in complete answers of a scheduler: jobs that it no longer names have left the queue, how is not known. */

import { formatUtc } from '../../time.ts';
import type { ApplyContext, ApplyFacts, FactOf } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';

const SEEN = `
  INSERT INTO job_queue (scheduler, instance, seen_ms, job_count) VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE job_count = IF(VALUES(seen_ms) >= seen_ms, VALUES(job_count), job_count),
    seen_ms = GREATEST(VALUES(seen_ms), seen_ms)`;

const LEAVE = `
  UPDATE job SET in_queue = 0, state = 'unknown', state_since_ms = ?, seen_ms = ?, reason = ? WHERE id = ?`;

interface OpenJob {
  readonly id: number;
  readonly job_id: string;
  readonly seen_ms: number;
  readonly run_id: number | null;
}

export const applyQueues: ApplyFacts<'queue'> = async (context, facts) => {
  const ordered = [...facts].sort((a, b) => a.fact.seenAt - b.fact.seenAt);
  for (const { fact } of ordered) await applyQueue(context, fact);
};

async function applyQueue(context: ApplyContext, fact: FactOf<'queue'>): Promise<void> {
  const { connection, touched } = context;
  const { scheduler, instance, seenAt, ids } = fact;
  await connection.query(SEEN, [scheduler, instance, seenAt, ids.length]);
  touched.note('job', 0, { from: seenAt, to: seenAt });
  const open = await connection.query<OpenJob[]>(
    `SELECT id, job_id, seen_ms, run_id FROM job
     WHERE in_queue = 1 AND scheduler = ? AND instance = ? AND seen_ms < ?`,
    [scheduler, instance, seenAt],
  );
  const named = new Set(ids);
  const gone: Cell[][] = [];
  for (const job of open) {
    if (named.has(job.job_id)) continue;
    const between = `between ${formatUtc(job.seen_ms)} and ${formatUtc(seenAt)}`;
    const reason = `left the queue ${between}; no end state was seen`;
    gone.push([seenAt, seenAt, reason, job.id]);
    if (job.run_id !== null) touched.note('run', job.run_id);
  }
  await insertRows(connection, LEAVE, gone);
}
