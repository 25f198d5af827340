/** Metrics of batch systems: jobs by state, never by job. */

import { defineMetric } from './define.ts';

/** `batch_system` is htcondor, slurm or kubernetes; `batch_instance` the schedd, cluster or context. */
const labels = ['batch_system', 'batch_instance'] as const;

export const batchJobs = defineMetric({
  name: 'flash.batch.jobs',
  exposition: 'flash_batch_jobs',
  kind: 'gauge',
  unit: '{job}',
  help: 'Jobs in the queue by state; a state without jobs is 0 while the scheduler answers.',
  labels: [...labels, 'state'],
  maxSeries: 128,
  range: [0, 1e7],
  recordMs: 60_000,
});

export const batchJobChanges = defineMetric({
  name: 'flash.batch.job.changes',
  exposition: 'flash_batch_job_changes_total',
  kind: 'counter',
  unit: '{change}',
  help: 'Changes of job state seen since the agent started, by the state entered.',
  labels: [...labels, 'state'],
  maxSeries: 128,
  range: [0, 1e12],
});

export const batchQueryDuration = defineMetric({
  name: 'flash.batch.query.duration',
  exposition: 'flash_batch_query_duration_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long the scheduler took to answer.',
  labels,
  range: [0, 600],
});

export const batchMetrics = [batchJobs, batchJobChanges, batchQueryDuration] as const;
