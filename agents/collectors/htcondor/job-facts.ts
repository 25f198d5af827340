/** Facts of HTCondor's jobs, from their ads and from their logs. */

import { cutTexts } from '#agents/collectors/batch/fact-texts.ts';
import type { CondorJob } from '#agents/formats/condor-ad.ts';
import type { LoggedJob } from '#agents/formats/condor-job-log.ts';
import type { JobFact } from '#telemetry/facts/job.ts';

/** The fact of an ad; null where it has no QDate, without which a job has no key. `seenAt`: UTC, ms. */
export function factOfAd(job: CondorJob, instance: string, seenAt: number): JobFact | null {
  const { submittedAt } = job;
  if (submittedAt === null) return null;
  const removed = job.state === 'removed' ? job.removeReason : null;
  return cutTexts({
    kind: 'job',
    scheduler: 'htcondor',
    instance,
    id: job.id,
    submittedAt,
    seenAt,
    state: job.state,
    stateRaw: job.stateRaw,
    stateSince: job.stateSince,
    startedAt: job.startedAt,
    endedAt: job.endedAt,
    owner: job.owner,
    person: job.flashUser,
    run: job.flashRun,
    name: job.batchName,
    reason: removed ?? job.holdReason,
    reasonCode: removed === null ? job.holdReasonCode : null,
    reasonSubcode: removed === null ? job.holdReasonSubcode : null,
    exitCode: job.exitCode,
    exitSignal: job.exitSignal,
    cpuS: job.cpuS,
    wallS: job.wallS,
    cpus: job.cpus,
    requestMemoryRaw: job.requestMemoryRaw,
  });
}

/** The fact of a job as its log tells it: seen at its last event. */
export function factOfLog(job: LoggedJob, instance: string): JobFact {
  return cutTexts({
    kind: 'job',
    scheduler: 'htcondor',
    instance,
    id: job.id,
    submittedAt: job.submittedAt,
    seenAt: job.seenAt,
    state: job.state,
    stateRaw: job.stateRaw,
    stateSince: job.stateSince,
    startedAt: job.startedAt,
    endedAt: job.endedAt,
    owner: job.owner,
    person: job.person,
    run: job.run,
    name: job.name,
    reason: job.reason,
    reasonCode: job.reasonCode,
    reasonSubcode: job.reasonSubcode,
    exitCode: job.exitCode,
    exitSignal: job.exitSignal,
    cpuS: job.cpuS,
    wallS: job.wallS,
    cpus: job.cpus,
    requestMemoryRaw: null,
  });
}
