/** Alerts about batch computing: jobs that are held, wait, or fail, and schedulers that do not answer. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import {
  above,
  and,
  atLeast,
  below,
  equal,
  increase,
  last,
  ratio,
  sum,
} from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { HOUR, MINUTE } from './spans.ts';

const QUEUE = ['node', 'batch_system', 'batch_instance'] as const;

const ended = sum(
  QUEUE,
  increase('flash_batch_job_changes_total', HOUR, { state: ['completed', 'failed'] }),
);

export const computingAlerts = alertsOf('computing', [
  {
    name: 'JobsHeld',
    severity: 'warning',
    when: atLeast(last('flash_batch_jobs', { state: 'held' }), thresholds.heldJobsRaise),
    forMs: 10 * MINUTE,
    summary: 'At {batch_instance}, {value} are held.',
    needs: ['batch'],
    owner: 'computing contact',
  },
  {
    name: 'NothingRuns',
    severity: 'warning',
    when: and(
      atLeast(last('flash_batch_jobs', { state: 'idle' }), thresholds.waitingJobs),
      below(last('flash_batch_jobs', { state: 'running' }), thresholds.noJobs),
      QUEUE,
    ),
    forMs: 30 * MINUTE,
    summary: 'At {batch_instance}, {value} wait and none runs.',
    parents: [{ alert: 'SchedulerAway', equal: ['batch_instance'] }],
    needs: ['batch'],
    owner: 'computing contact',
  },
  {
    name: 'JobsFail',
    severity: 'warning',
    when: and(
      above(
        ratio(
          sum(QUEUE, increase('flash_batch_job_changes_total', HOUR, { state: 'failed' })),
          ended,
        ),
        thresholds.failedShare,
      ),
      atLeast(ended, thresholds.endedJobs),
    ),
    summary: 'At {batch_instance}, {value} of the jobs that ended in the last hour failed.',
    needs: ['batch'],
    owner: 'computing contact',
  },
  {
    name: 'SchedulerAway',
    severity: 'warning',
    when: equal(last('flash_batch_up'), thresholds.isNot),
    forMs: 15 * MINUTE,
    summary: 'The scheduler {batch_instance} does not answer {node}.',
    parents: [{ alert: 'AgentSilent', equal: ['node'] }],
    needs: ['batch'],
    owner: 'computing contact',
  },
]);
