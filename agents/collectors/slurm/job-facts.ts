/** Facts of Slurm's jobs. */

import { cutTexts } from '#agents/collectors/batch/fact-texts.ts';
import type { SlurmJob } from '#agents/formats/slurm-job.ts';
import type { JobFact } from '#telemetry/facts/job.ts';

/** The fact of a job; null where it does not say when it was submitted, without which it has no key. `seenAt`: UTC, ms. */
export function factOfSlurm(job: SlurmJob, instance: string, seenAt: number): JobFact | null {
  const { submittedAt, startedAt, endedAt } = job;
  if (submittedAt === null) return null;
  const until = endedAt ?? (job.state === 'running' ? seenAt : null);
  const ran = startedAt === null || until === null ? null : Math.max(0, until - startedAt) / 1_000;
  const isOpen = startedAt === null && endedAt === null;
  return cutTexts({
    kind: 'job',
    scheduler: 'slurm',
    instance,
    id: job.id,
    submittedAt,
    seenAt,
    state: job.state,
    stateRaw: job.stateRaw,
    stateSince: endedAt ?? startedAt ?? (isOpen && job.state === 'idle' ? submittedAt : null),
    startedAt,
    endedAt,
    owner: job.owner,
    person: job.person,
    run: job.run,
    name: job.name,
    reason: job.reason,
    reasonCode: null,
    exitCode: job.exitCode,
    exitSignal: job.exitSignal,
    cpuS: job.cpuS,
    wallS: job.wallS ?? ran,
    cpus: job.cpus,
    requestMemoryRaw: job.requestMemoryRaw,
  });
}
