/** Metrics of batch systems: jobs by state, never by job. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('batch');

/** `batch_system` is htcondor, slurm or kubernetes; `batch_instance` the schedd, cluster or context. */
const labels = ['batch_system', 'batch_instance'] as const;

const SYSTEMS = ['htcondor', 'slurm', 'kubernetes'] as const;
const JOB_STATES = [
  'idle',
  'running',
  'held',
  'completed',
  'failed',
  'removed',
  'transferring',
  'suspended',
  'unknown',
] as const;
const CORE_STATES = ['claimed', 'idle', 'other'] as const;
/** Of everything here. */
const values = { batch_system: SYSTEMS } as const;
const ofJobs = { batch_system: SYSTEMS, state: JOB_STATES } as const;
const ofCores = { batch_system: SYSTEMS, state: CORE_STATES } as const;

export const batchJobs = defineMetric({
  name: 'flash.batch.jobs',
  exposition: 'flash_batch_jobs',
  kind: 'gauge',
  unit: '{job}',
  help: 'Jobs in the queue by state; a state without jobs is 0 while the scheduler answers.',
  labels: [...labels, 'state'],
  values: ofJobs,
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
  values: ofJobs,
  maxSeries: 128,
  range: [0, 1e12],
  recordMs: 60_000,
});

export const batchQueryDuration = defineMetric({
  name: 'flash.batch.query.duration',
  exposition: 'flash_batch_query_duration_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long the scheduler took to answer.',
  labels,
  values,
  range: [0, 600],
  recordMs: 60_000,
});

export const batchUp = defineMetric({
  name: 'flash.batch.up',
  exposition: 'flash_batch_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the scheduler answered in the last round.',
  labels,
  values,
  range: [0, 1],
  recordMs: 60_000,
});

export const batchCpuEfficiency = defineMetric({
  name: 'flash.batch.cpu.efficiency',
  exposition: 'flash_batch_cpu_efficiency_ratio',
  kind: 'gauge',
  unit: '1',
  help: 'Processor time over wall time times cores, of the jobs that run now and say all three.',
  labels,
  values,
  range: [0, 1.5],
  recordMs: 60_000,
});

export const batchJobCpuTime = defineMetric({
  name: 'flash.batch.job.cpu.time',
  exposition: 'flash_batch_job_cpu_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Processor time, user and system, of jobs seen to end since the agent started.',
  labels,
  values,
});

export const batchJobCoreTime = defineMetric({
  name: 'flash.batch.job.core.time',
  exposition: 'flash_batch_job_core_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Wall time times cores of the same jobs: the rate of one over the rate of the other is their efficiency.',
  labels,
  values,
});

export const batchCores = defineMetric({
  name: 'flash.batch.cores',
  exposition: 'flash_batch_cores',
  kind: 'gauge',
  unit: '{core}',
  help: 'Cores of the pool or cluster: claimed by jobs, idle, or other (drained, down, kept by the owner).',
  labels: [...labels, 'state'],
  values: ofCores,
  range: [0, 1e7],
  recordMs: 300_000,
});

export const batchCoresLimit = defineMetric({
  name: 'flash.batch.cores.limit',
  exposition: 'flash_batch_cores_limit',
  kind: 'gauge',
  unit: '{core}',
  help: 'All cores of the pool or cluster: the sum over the states.',
  labels,
  values,
  range: [0, 1e7],
});

export const batchSlots = defineMetric({
  name: 'flash.batch.slots',
  exposition: 'flash_batch_slots',
  kind: 'gauge',
  unit: '{slot}',
  help: "HTCondor's slots by state; a partitionable slot counts while it has cores left.",
  labels: [...labels, 'state'],
  values,
  maxSeries: 128,
  range: [0, 1e7],
});

export const batchNodes = defineMetric({
  name: 'flash.batch.nodes',
  exposition: 'flash_batch_nodes',
  kind: 'gauge',
  unit: '{node}',
  help: "Slurm's nodes by state; a state that is not known is counted as unknown.",
  labels: [...labels, 'state'],
  values: ofJobs,
  maxSeries: 256,
  range: [0, 1e6],
});

/** What every batch system has. */
const queueMetrics = [
  batchUp,
  batchJobs,
  batchJobChanges,
  batchQueryDuration,
  batchJobCpuTime,
  batchJobCoreTime,
  batchCores,
  batchCoresLimit,
] as const;

/** Every metric of HTCondor. */
export const condorMetrics = [...queueMetrics, batchCpuEfficiency, batchSlots] as const;
/** Every metric of Slurm. */
export const slurmMetrics = [...queueMetrics, batchNodes] as const;

/** Every metric of batch systems. */
export const batchMetrics = [...queueMetrics, batchCpuEfficiency, batchSlots, batchNodes] as const;
