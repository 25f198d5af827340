/** Is it computing? Jobs by state, how many fail, and whether the schedulers answer. */

import { increase, last, ratio, sum } from '#telemetry/alerts/words.ts';
import { DAY, HOUR } from '../alerts/spans.ts';
import { lines, notAbove, number, only, states, yesNo } from '../definition.ts';
import type { DashboardDefinition } from '../definition.ts';
import { thresholds } from '../thresholds.ts';

const QUEUE = ['node', 'batch_system', 'batch_instance'] as const;

const jobsOf = (
  state: string,
): string => `SELECT scheduler AS batch_system, instance AS batch_instance, SUM(state = '${state}') AS value
FROM job WHERE in_queue = 1 GROUP BY scheduler, instance`;

const changes = (state: 'completed' | 'failed') =>
  sum(QUEUE, increase('flash_batch_job_changes_total', HOUR, { state }));
const ended = sum(
  QUEUE,
  increase('flash_batch_job_changes_total', HOUR, { state: ['completed', 'failed'] }),
);
const OF_CHANGES = {
  none: 'The agent counts the changes it sees; the catalogue holds the state that each job came to.',
};

const now = [
  number({
    title: 'Running',
    question: 'Do jobs run?',
    values: only('{batch_instance}', last('flash_batch_jobs', { state: 'running' }), {
      sql: jobsOf('running'),
    }),
    width: 6,
  }),
  number({
    title: 'Waiting',
    question: 'Do jobs wait?',
    values: only('{batch_instance}', last('flash_batch_jobs', { state: 'idle' }), {
      sql: jobsOf('idle'),
    }),
    width: 6,
  }),
  number({
    title: 'Held',
    question: 'Are jobs held?',
    values: only('{batch_instance}', last('flash_batch_jobs', { state: 'held' }), {
      sql: jobsOf('held'),
    }),
    limits: [notAbove(thresholds.heldJobsRaise)],
    width: 6,
  }),
  states({
    title: 'Schedulers answer',
    question: 'Does each scheduler answer?',
    values: only('{batch_instance}', last('flash_batch_up'), {
      sql: `SELECT scheduler AS batch_system, instance AS batch_instance, seen_ms >= :at - 300000 AS value FROM job_queue`,
    }),
    states: yesNo('answers', 'does not answer', 'warning'),
    width: 6,
  }),
];

const history = [
  lines({
    title: 'Jobs by state',
    question: 'How has the queue been?',
    values: only('{batch_instance}: {state}', last('flash_batch_jobs'), {
      sql: `SELECT scheduler AS batch_system, instance AS batch_instance, state, COUNT(*) AS value
FROM job WHERE in_queue = 1 GROUP BY scheduler, instance, state`,
    }),
    width: 24,
  }),
  lines({
    title: 'Ended in an hour',
    question: 'How many jobs end, and how?',
    values: [
      { legend: '{batch_instance}: completed', value: changes('completed'), catalogue: OF_CHANGES },
      { legend: '{batch_instance}: failed', value: changes('failed'), catalogue: OF_CHANGES },
    ],
    width: 12,
  }),
  lines({
    title: 'Share that failed in an hour',
    question: 'Do jobs fail for a common reason?',
    isShare: true,
    values: only('{batch_instance}', ratio(changes('failed'), ended), OF_CHANGES),
    limits: [notAbove(thresholds.failedShare)],
    width: 12,
  }),
  lines({
    title: 'Efficiency of running jobs',
    question: 'Do jobs use the cores that they hold?',
    isShare: true,
    values: only('{batch_instance}', last('flash_batch_cpu_efficiency_ratio'), {
      sql: `SELECT scheduler AS batch_system, instance AS batch_instance, SUM(cpu_s) / SUM(wall_s * cpus) AS value
FROM job WHERE in_queue = 1 AND state = 'running' AND cpu_s IS NOT NULL AND wall_s > 0 AND cpus > 0 GROUP BY scheduler, instance`,
    }),
    width: 12,
  }),
  lines({
    title: 'Time to answer',
    question: 'How long does the scheduler take to answer?',
    values: only('{batch_instance}', last('flash_batch_query_duration_seconds'), {
      none: 'How long a question took is not a fact of the batch system.',
    }),
    width: 12,
  }),
];

export const computing: DashboardDefinition = {
  name: 'computing',
  title: 'Is it computing?',
  summary: 'Whether jobs run, how many fail, and whether the schedulers answer.',
  topics: ['computing'],
  variables: ['node'],
  spanMs: DAY,
  rows: [
    { title: 'Now', panels: now },
    { title: 'Over time', panels: history },
  ],
};
