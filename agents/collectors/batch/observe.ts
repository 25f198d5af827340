/** What a scheduler's answer is to Prometheus: jobs by state, changes, processor time against cores, never a job. */

import type { JobFact, JobState } from '#telemetry/facts/job.ts';
import * as metrics from '#telemetry/metrics/batch.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

/** States that a queue can hold: each is shown, with 0 where it has no job. */
const STATES: readonly JobState[] = ['idle', 'running', 'held', 'completed', 'failed', 'removed'];

/** Processor time and core time, in s, of jobs that ended. */
export interface UsedTime {
  cpuS: number;
  coreS: number;
}

/** Adds what ended jobs used, where an ad says all three of time, wall time and cores. */
export function addUsed(used: UsedTime, ended: readonly JobFact[]): void {
  for (const { cpuS, wallS, cpus } of ended) {
    if (cpuS === null || wallS === null || cpus === null) continue;
    used.cpuS += cpuS;
    used.coreS += wallS * cpus;
  }
}

/** Observations of one instance. `jobs`: what its queue holds now. */
export function observeQueue(options: {
  labels: Readonly<Record<'batch_system' | 'batch_instance', string>>;
  jobs: readonly JobFact[];
  changes: ReadonlyMap<JobState, number>;
  used: UsedTime;
}): Observation[] {
  const { labels, jobs, changes, used } = options;
  const states = new Map<JobState, number>(STATES.map((state) => [state, 0]));
  const running = { cpuS: 0, coreS: 0 };
  for (const job of jobs) {
    states.set(job.state, (states.get(job.state) ?? 0) + 1);
    if (job.state === 'running') addUsed(running, [job]);
  }
  const byState = (
    metric: Observation['metric'],
    counts: ReadonlyMap<JobState, number>,
  ): Observation[] =>
    [...counts].map(([state, value]) => ({ metric, labels: { ...labels, state }, value }));
  return [
    ...byState(metrics.batchJobs, states),
    ...byState(metrics.batchJobChanges, changes),
    { metric: metrics.batchJobCpuTime, labels, value: used.cpuS },
    { metric: metrics.batchJobCoreTime, labels, value: used.coreS },
    ...(running.coreS > 0
      ? [{ metric: metrics.batchCpuEfficiency, labels, value: running.cpuS / running.coreS }]
      : []),
  ];
}
