/** All followers of a cluster: jobs, cron jobs and pods of each namespace, and the nodes. */

import type { CollectorProblem } from '#agents/collector.ts';
import { readCronJob, readJob, readNode, readPod } from '#agents/formats/kube-objects.ts';
import type {
  KubeCronJob,
  KubeJob,
  KubeNode,
  KubeObject,
  KubePod,
  ReadObject,
} from '#agents/formats/kube-objects.ts';
import type { KubeClient } from '#agents/sources/kube-client.ts';
import { systemTimers } from '#agents/timers.ts';

import { followResource } from './follow.ts';
import type { Follower } from './follow.ts';

export type Resource = 'jobs' | 'cronjobs' | 'pods' | 'nodes';

export interface Followed<T extends KubeObject> {
  readonly resource: Resource;
  /** Empty: all namespaces, or the cluster itself. */
  readonly namespace: string;
  readonly follower: Follower<T>;
}

export interface Cluster {
  readonly jobs: readonly Followed<KubeJob>[];
  readonly cronJobs: readonly Followed<KubeCronJob>[];
  readonly pods: readonly Followed<KubePod>[];
  readonly nodes: readonly Followed<KubeNode>[];
  readonly all: readonly Followed<KubeObject>[];
  readonly start: () => void;
  /** Resolves when every stream has ended. */
  readonly stop: () => Promise<void>;
}

export interface ClusterOptions {
  readonly client: KubeClient;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly withNodes: boolean;
  readonly pageSize: number;
  readonly watchS: number;
  /** Versions of the jobs of a namespace that were known before this start. */
  readonly resumeFrom: (namespace: string) => string | undefined;
  readonly report: (problem: CollectorProblem) => void;
}

/** Makes the followers; the number of streams is three for each namespace and one for the nodes. */
export function followCluster(options: ClusterOptions): Cluster {
  const { client, pageSize, watchS, report, resumeFrom } = options;
  const namespaces = options.namespaces.length === 0 ? [''] : options.namespaces;
  const follow = <T extends KubeObject>(
    resource: Resource,
    group: string,
    namespace: string,
    read: ReadObject<T>,
  ): Followed<T> => {
    const path = `${group}${namespace === '' ? '' : `/namespaces/${namespace}`}/${resource}`;
    const onProblem = (message: string): void =>
      report({ reason: 'parse', subject: path, message });
    const isJobs = resource === 'jobs';
    const follower = followResource({
      client,
      path,
      read,
      pageSize,
      watchS,
      onProblem,
      timers: systemTimers,
      resumeFrom: isJobs ? resumeFrom(namespace) : undefined,
      keepsDeleted: isJobs,
    });
    return { resource, namespace, follower };
  };
  const jobs = namespaces.map((one) => follow('jobs', '/apis/batch/v1', one, readJob));
  const cronJobs = namespaces.map((one) => follow('cronjobs', '/apis/batch/v1', one, readCronJob));
  const pods = namespaces.map((one) => follow('pods', '/api/v1', one, readPod));
  const nodes = options.withNodes ? [follow('nodes', '/api/v1', '', readNode)] : [];
  const all = [...jobs, ...cronJobs, ...pods, ...nodes];
  const end = new AbortController();
  const running: Promise<void>[] = [];
  return {
    jobs,
    cronJobs,
    pods,
    nodes,
    all,
    start() {
      for (const { follower } of all) running.push(follower.run(end.signal));
    },
    async stop() {
      end.abort();
      await Promise.all(running);
    },
  };
}

/** Whether the picture is there and kept up to date. */
export function isCurrent<T extends KubeObject>({ follower }: Followed<T>): boolean {
  return follower.version() !== null && follower.failure() === null;
}
