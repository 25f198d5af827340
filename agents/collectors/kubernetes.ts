/** A Kubernetes cluster: jobs and their states, cron jobs, pods by phase, nodes by condition; by list and watch. */

import { join } from 'node:path';

import type { Collector, CollectorContext, CollectorProblem } from '#agents/collector.ts';
import { defineCollector } from '#agents/collector.ts';
import type { KubePod } from '#agents/formats/kube-objects.ts';
import { fileHints } from '#agents/source-hint.ts';
import { openKubeAccess } from '#agents/sources/kube-access.ts';
import { createKubeClient } from '#agents/sources/kube-client.ts';
import type { KubeClient } from '#agents/sources/kube-client.ts';
import { systemTimers } from '#agents/timers.ts';
import { FlashError } from '#telemetry/errors.ts';
import { batchJobChanges, batchJobs } from '#telemetry/metrics/batch.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { kubernetesMetrics } from '#telemetry/metrics/kubernetes.ts';

import type { KubernetesSettings } from './kubernetes.schema.ts';
import { followCluster, isCurrent } from './kubernetes/cluster.ts';
import type { Cluster } from './kubernetes/cluster.ts';
import { createJobTracker, stateOf } from './kubernetes/job-facts.ts';
import type { JobTracker, JobView } from './kubernetes/job-facts.ts';
import { observeFollowing, observeObjects, observeStates } from './kubernetes/observe.ts';

export const kubernetes = defineCollector<KubernetesSettings>({
  name: 'kubernetes',
  summary: "A Kubernetes cluster's jobs and their states, pods by phase, nodes by condition",
  intervalMs: 5_000,
  deadlineMs: 60_000,
  metrics: [...kubernetesMetrics, batchJobs, batchJobChanges],
  schema: async () => (await import('./kubernetes.schema.ts')).kubernetesSchema,
  create: createKubernetes,
  sources: ({ kubeconfig, service_account: folder }) =>
    kubeconfig === null
      ? fileHints({ token: join(folder, 'token'), authority: join(folder, 'ca.crt') })
      : fileHints({ kubeconfig }),
});

/** The first round waits so long for every list. */
const FIRST_WAIT_MS = 45_000;
const LOOK_AGAIN_MS = 20;
/** Problems told one by one in a round; the rest is counted. */
const MOST_PROBLEMS = 100;

/** Makes the collector; see `kubernetes.schema.ts` for its settings. */
export function createKubernetes(
  settings: KubernetesSettings,
  context: CollectorContext,
): Collector {
  return new KubernetesCollector(settings, context);
}

class KubernetesCollector implements Collector {
  readonly #settings: KubernetesSettings;
  readonly #context: CollectorContext;
  readonly #tracker: JobTracker;
  readonly #problems: CollectorProblem[] = [];
  readonly #versions = new Map<string, string>();
  #untold = 0;
  #client: KubeClient | null = null;
  #cluster: Cluster | null = null;

  constructor(settings: KubernetesSettings, context: CollectorContext) {
    this.#settings = settings;
    this.#context = context;
    const notes = { run: settings.run_keys, person: settings.person_keys };
    this.#tracker = createJobTracker(settings.cluster, notes);
  }

  async collect(): ReturnType<Collector['collect']> {
    const cluster = this.#cluster ?? (await this.#begin());
    const failed = cluster.all.filter((one) => !isCurrent(one));
    if (failed.length === cluster.all.length) throw this.#away(cluster);
    for (const { resource, namespace, follower } of failed) {
      const message = follower.failure()?.message ?? 'its first list has not come yet';
      const subject = namespace === '' ? resource : `${namespace}/${resource}`;
      this.#report({ reason: 'unavailable', subject, message });
    }
    const views = viewJobs(cluster);
    const isWhole = cluster.jobs.every(isCurrent);
    const facts = this.#tracker.facts(views, this.#context.effects.clock.now(), isWhole);
    const cursor = this.#newVersions(cluster);
    const observations = this.#observe(cluster, views, isWhole);
    return { facts, observations, problems: this.#takeProblems(), cursor };
  }

  async stop(): Promise<void> {
    const stopped = this.#cluster?.stop();
    this.#client?.close();
    await stopped;
  }

  async #begin(): Promise<Cluster> {
    const settings = this.#settings;
    const { clock } = this.#context.effects;
    const access = await openKubeAccess({
      kubeconfig: settings.kubeconfig,
      context: settings.context,
      serviceAccount: settings.service_account,
      env: process.env,
      clock,
    });
    const streams = 3 * Math.max(1, settings.namespaces.length) + 1;
    const client = createKubeClient({
      access,
      // Streams never give their connection back: lists have a few of their own.
      maxSockets: streams + 2,
      timeoutMs: settings.timeout_s * 1_000,
    });
    const cluster = followCluster({
      client,
      namespaces: settings.namespaces,
      withNodes: settings.nodes,
      pageSize: settings.page_size,
      watchS: settings.watch_timeout_s,
      resumeFrom: (namespace) => this.#context.cursor.get(versionKey(settings.cluster, namespace)),
      report: (problem) => this.#report(problem),
    });
    this.#client = client;
    this.#cluster = cluster;
    cluster.start();
    await this.#firstLists(cluster);
    return cluster;
  }

  /** Waits until each follower has its list or has failed. */
  async #firstLists({ all }: Cluster): Promise<void> {
    const signal = this.#context.signal();
    const end = performance.now() + FIRST_WAIT_MS;
    const isOpen = (): boolean =>
      all.some(({ follower }) => follower.version() === null && follower.failure() === null);
    while (isOpen() && !signal.aborted && performance.now() < end)
      await systemTimers.wait(LOOK_AGAIN_MS, signal);
  }

  #report(problem: CollectorProblem): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
    else this.#untold += 1;
  }

  #takeProblems(): CollectorProblem[] {
    const problems = this.#problems.splice(0);
    if (this.#untold > 0) {
      const message = `${String(this.#untold)} more problems in this round`;
      problems.push({ reason: 'more', subject: this.#settings.cluster, message });
    }
    this.#untold = 0;
    return problems;
  }

  #away({ all }: Cluster): FlashError {
    const [first] = all.flatMap(({ follower }) => follower.failure() ?? []);
    return (
      first ??
      new FlashError({
        operation: 'follow the Kubernetes API',
        subject: this.#settings.cluster,
        reason: 'no list has come yet',
        hint: 'check that the API answers',
        transient: true,
      })
    );
  }

  /** What is in the picture goes into the spool with this round: after a restart the story goes on from here. */
  #newVersions({ jobs }: Cluster): Record<string, string> {
    const cursor: Record<string, string> = {};
    for (const { namespace, follower } of jobs) {
      const key = versionKey(this.#settings.cluster, namespace);
      const version = follower.version();
      if (version === null || this.#versions.get(key) === version) continue;
      this.#versions.set(key, version);
      cursor[key] = version;
    }
    return cursor;
  }

  #observe(cluster: Cluster, views: readonly JobView[], isWhole: boolean): Observation[] {
    const states = views.filter(({ isDeleted }) => !isDeleted).map(stateOf);
    return [
      ...observeObjects(cluster),
      ...(isWhole ? observeStates(this.#settings.cluster, states, this.#tracker.changes) : []),
      ...observeFollowing(cluster),
    ];
  }
}

function versionKey(cluster: string, namespace: string): string {
  return `version ${cluster} ${namespace}`;
}

/** Jobs as they are and as they were when deleted, each with its pods. */
function viewJobs({ jobs, pods }: Cluster): readonly JobView[] {
  const byJob = new Map<string, KubePod[]>();
  for (const { follower } of pods)
    for (const pod of follower.objects().values()) {
      if (pod.jobUid === null) continue;
      const known = byJob.get(pod.jobUid);
      if (known === undefined) byJob.set(pod.jobUid, [pod]);
      else known.push(pod);
    }
  return jobs.flatMap(({ follower }) => {
    const view =
      (isDeleted: boolean) =>
      (job: JobView['job']): JobView => ({
        job,
        pods: byJob.get(job.uid) ?? [],
        isDeleted,
      });
    return [
      ...follower.takeDeleted().map(view(true)),
      ...[...follower.objects().values()].map(view(false)),
    ];
  });
}
