/** Metrics of Kubernetes by namespace and state, under the names of OpenTelemetry's conventions; never by job or pod. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('kubernetes');

const namespace = 'k8s_namespace_name';

function jobPods<const W extends string>(word: W, help: string) {
  return defineMetric({
    name: `k8s.job.pod.${word}`,
    exposition: `k8s_job_pod_${word}` as const,
    kind: 'gauge',
    unit: '{pod}',
    help,
    labels: [namespace],
    range: [0, 1e7],
  });
}

export const jobPodActive = jobPods('active', 'Pods of jobs that run or wait, all jobs together.');
export const jobPodFailed = jobPods('failed', 'Pods of jobs that failed, all jobs together.');
export const jobPodSuccessful = jobPods(
  'successful',
  'Pods of jobs that succeeded, all jobs together.',
);
export const jobPodDesired = jobPods(
  'desired_successful',
  'Pods that have to succeed, all jobs together.',
);
export const jobPodMaxParallel = jobPods(
  'max_parallel',
  'Pods that may run at once, all jobs together.',
);

export const cronJobActive = defineMetric({
  name: 'k8s.cronjob.job.active',
  exposition: 'k8s_cronjob_job_active',
  kind: 'gauge',
  unit: '{job}',
  help: 'Jobs that cron jobs have running.',
  labels: [namespace],
  range: [0, 1e6],
});

export const podPhase = defineMetric({
  name: 'k8s.pod.status.phase',
  exposition: 'k8s_pod_status_phase',
  kind: 'gauge',
  unit: '{pod}',
  help: 'Pods by phase; a phase without pods is 0 while the cluster answers.',
  labels: [namespace, 'k8s_pod_status_phase'],
  values: { k8s_pod_status_phase: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] },
  maxSeries: 320,
  range: [0, 1e6],
});

export const nodeCondition = defineMetric({
  name: 'k8s.node.condition.status',
  exposition: 'k8s_node_condition_status',
  kind: 'gauge',
  unit: '{node}',
  help: 'Nodes by condition and whether it holds: condition_true, condition_false, condition_unknown.',
  labels: ['k8s_node_condition_type', 'k8s_node_condition_status'],
  values: {
    k8s_node_condition_status: ['condition_true', 'condition_false', 'condition_unknown'],
  },
  range: [0, 1e5],
});

const resource = ['resource'] as const;

export const kubernetesEvents = defineMetric({
  name: 'flash.kubernetes.events',
  exposition: 'flash_kubernetes_events_total',
  kind: 'counter',
  unit: '{event}',
  help: 'Changes that watches told since the agent started.',
  labels: resource,
  range: [0, 1e15],
});

export const kubernetesLists = defineMetric({
  name: 'flash.kubernetes.lists',
  exposition: 'flash_kubernetes_lists_total',
  kind: 'counter',
  unit: '{list}',
  help: 'Whole lists read since the agent started: one at the start, one for each version that had expired.',
  labels: resource,
  range: [0, 1e12],
});

export const kubernetesBreaks = defineMetric({
  name: 'flash.kubernetes.breaks',
  exposition: 'flash_kubernetes_breaks_total',
  kind: 'counter',
  unit: '{break}',
  help: 'Lists and watches that broke off since the agent started: gone, broken, refused, unreachable.',
  labels: [...resource, 'reason'],
  range: [0, 1e12],
});

/** Every metric of Kubernetes by the names of OpenTelemetry. */
export const kubernetesMetrics = [
  jobPodActive,
  jobPodFailed,
  jobPodSuccessful,
  jobPodDesired,
  jobPodMaxParallel,
  cronJobActive,
  podPhase,
  nodeCondition,
  kubernetesEvents,
  kubernetesLists,
  kubernetesBreaks,
] as const;
