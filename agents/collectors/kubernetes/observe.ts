/** The cluster as metrics: pods by phase, nodes by condition, jobs by state; only what is up to date is shown. */

import type { KubeJob, KubeObject } from '#agents/formats/kube-objects.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import { batchJobChanges, batchJobs } from '#telemetry/metrics/batch.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/kubernetes.ts';

import { isCurrent } from './cluster.ts';
import type { Cluster, Followed } from './cluster.ts';

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;
/** States that a job object can have: each is shown, with 0 where none has it. */
const STATES: readonly JobState[] = [
  'idle',
  'running',
  'suspended',
  'completed',
  'failed',
  'removed',
];
const STATUS: Readonly<Record<string, string>> = {
  True: 'condition_true',
  False: 'condition_false',
  Unknown: 'condition_unknown',
};

type Count = (namespace: string, key: string, by: number) => void;

/** Observations of jobs and pods by namespace, cron jobs and nodes. */
export function observeObjects({ jobs, cronJobs, pods, nodes }: Cluster): Observation[] {
  return [
    ...JOB_PODS.flatMap(({ metric, of }) =>
      byNamespace(metric, jobs, (count, job) => count(job.namespace, '', of(job))),
    ),
    ...byNamespace(metrics.cronJobActive, cronJobs, (count, one) =>
      count(one.namespace, '', one.active),
    ),
    ...byNamespace(metrics.podPhase, pods, (count, pod) => {
      for (const phase of PHASES) count(pod.namespace, phase, phase === pod.phase ? 1 : 0);
    }),
    ...nodes.filter(isCurrent).flatMap(({ follower }) => {
      const counts = new Map<string, number>();
      for (const { conditions } of follower.objects().values())
        for (const { type, status } of conditions)
          for (const [word, name] of Object.entries(STATUS)) {
            const key = `${type} ${name}`;
            counts.set(key, (counts.get(key) ?? 0) + (word === status ? 1 : 0));
          }
      return [...counts].map(([key, value]) => {
        const [type = '', status = ''] = key.split(' ');
        const labels = { k8s_node_condition_type: type, k8s_node_condition_status: status };
        return { metric: metrics.nodeCondition, labels, value };
      });
    }),
  ];
}

const JOB_PODS: readonly {
  readonly metric: MetricDefinition;
  readonly of: (job: KubeJob) => number;
}[] = [
  { metric: metrics.jobPodActive, of: ({ active }) => active },
  { metric: metrics.jobPodFailed, of: ({ failed }) => failed },
  { metric: metrics.jobPodSuccessful, of: ({ succeeded }) => succeeded },
  { metric: metrics.jobPodDesired, of: ({ completions }) => completions ?? 1 },
  { metric: metrics.jobPodMaxParallel, of: ({ parallelism }) => parallelism },
];

/** Counts by namespace and, where the metric has it, phase; a chosen namespace without objects is 0. */
function byNamespace<T extends KubeObject>(
  metric: MetricDefinition,
  followed: readonly Followed<T>[],
  add: (count: Count, object: T) => void,
): Observation[] {
  const [namespaceLabel = '', keyLabel] = metric.labels;
  const counts = new Map<string, Map<string, number>>();
  const count: Count = (namespace, key, by) => {
    const keys = counts.get(namespace) ?? new Map<string, number>();
    keys.set(key, (keys.get(key) ?? 0) + by);
    counts.set(namespace, keys);
  };
  for (const one of followed.filter(isCurrent)) {
    if (one.namespace !== '')
      for (const key of keyLabel === undefined ? [''] : PHASES) count(one.namespace, key, 0);
    for (const object of one.follower.objects().values()) add(count, object);
  }
  return [...counts].flatMap(([namespace, keys]) =>
    [...keys].map(([key, value]) => ({
      metric,
      labels: {
        [namespaceLabel]: namespace,
        ...(keyLabel === undefined ? {} : { [keyLabel]: key }),
      },
      value,
    })),
  );
}

/** Jobs by state, and changes of state since the start. */
export function observeStates(
  instance: string,
  states: Iterable<JobState>,
  changes: ReadonlyMap<JobState, number>,
): Observation[] {
  const labels = { batch_system: 'kubernetes', batch_instance: instance };
  const counts = new Map<JobState, number>(STATES.map((state) => [state, 0]));
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const observe =
    (metric: MetricDefinition) =>
    ([state, value]: readonly [JobState, number]): Observation => ({
      metric,
      labels: { ...labels, state },
      value,
    });
  return [...[...counts].map(observe(batchJobs)), ...[...changes].map(observe(batchJobChanges))];
}

/** How following went since the start, by resource. */
export function observeFollowing({ all }: Cluster): Observation[] {
  const observations: Observation[] = [];
  for (const [resource, followed] of Map.groupBy(all, (one) => one.resource)) {
    const total = (key: keyof Followed<KubeObject>['follower']['counts']): number =>
      followed.reduce((sum, { follower }) => sum + follower.counts[key], 0);
    observations.push(
      { metric: metrics.kubernetesEvents, labels: { resource }, value: total('events') },
      { metric: metrics.kubernetesLists, labels: { resource }, value: total('lists') },
    );
    for (const reason of ['gone', 'broken', 'refused', 'unreachable'] as const)
      observations.push({
        metric: metrics.kubernetesBreaks,
        labels: { resource, reason },
        value: total(reason),
      });
  }
  return observations;
}
