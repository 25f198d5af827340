/** The Kubernetes collector as an agent runs it, round by round, against the double. */

import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Collector, CollectorProblem, CollectorRound } from '#agents/collector.ts';
import { kubernetes } from '#agents/collectors/kubernetes.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { JobFact, QueueFact } from '#telemetry/facts/job.ts';
import type { KubeDouble } from './kube-double.ts';
import { waitUntil } from './wait-until.ts';

export const JOBS = '/apis/batch/v1/namespaces/flash/jobs';
export const PODS = '/api/v1/namespaces/flash/pods';
export const NODES = '/api/v1/nodes';
export const CRON_JOBS = '/apis/batch/v1/namespaces/flash/cronjobs';

export class KubeAgent {
  readonly facts: Fact[] = [];
  readonly problems: CollectorProblem[] = [];
  readonly failures: string[] = [];
  readonly cursor = new Map<string, string>();
  readonly folder: string;
  last: CollectorRound | null = null;
  readonly #t: TestContext;
  readonly #settings: Record<string, unknown>;
  #collector: Collector | null = null;

  /** With a kubeconfig for the double; `user` is what stands under `user:`. */
  constructor(
    t: TestContext,
    { url }: KubeDouble,
    { user = {}, cluster = {}, ...settings }: Record<string, unknown> = {},
  ) {
    this.#t = t;
    this.folder = mkdtempSync(join(tmpdir(), 'flash-kube-'));
    const kubeconfig = join(this.folder, 'config');
    const config = {
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: url, ...(cluster as object) } }],
      users: [{ name: 'u', user }],
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
    this.#settings = { cluster: 'lnf', namespaces: ['flash'], kubeconfig, ...settings };
    t.after(async () => {
      await this.stop();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  async round(): Promise<void> {
    const settings = (await kubernetes.schema()).parse(this.#settings);
    this.#collector ??= kubernetes.create(settings, {
      effects: { clock: systemClock, log: silentLog },
      node: 'lnf-daq',
      site: 'LNF',
      timeZone: 'Europe/Rome',
      cursor: new Map(this.cursor),
      signal: () => this.#t.signal,
    });
    try {
      const round = await this.#collector.collect();
      this.last = round;
      this.facts.push(...round.facts);
      this.problems.push(...round.problems);
      for (const [key, value] of Object.entries(round.cursor)) this.cursor.set(key, value);
    } catch (error) {
      this.failures.push(error instanceof Error ? error.message : String(error));
    }
  }

  /** Rounds until it is so. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    await waitUntil(what, async () => {
      await this.round();
      return isSo();
    });
  }

  async stop(): Promise<void> {
    await this.#collector?.stop?.();
    this.#collector = null;
  }

  jobs(name?: string): readonly JobFact[] {
    return this.facts.filter(
      (fact): fact is JobFact =>
        fact.kind === 'job' && (name === undefined || fact.name === `flash/${name}`),
    );
  }

  /** States that a job went through, as told. */
  states(name: string): readonly string[] {
    return this.jobs(name).map(({ state }) => state);
  }

  queue(): QueueFact | undefined {
    return this.facts.findLast((fact): fact is QueueFact => fact.kind === 'queue');
  }

  value(exposition: string, labels: Record<string, string> = {}): number | undefined {
    return this.last?.observations.find(
      (one) =>
        one.metric.exposition === exposition &&
        Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    )?.value;
  }
}

/** A job as the API gives it, with what of its status matters. */
export function jobObject(
  name: string,
  status: Record<string, unknown> = {},
  more: { metadata?: object; spec?: object } = {},
): Record<string, unknown> {
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name,
      namespace: 'flash',
      uid: `uid-${name}`,
      creationTimestamp: '2026-11-23T10:00:00Z',
      ...more.metadata,
    },
    spec: { parallelism: 1, completions: 1, template: { spec: { containers: [] } }, ...more.spec },
    status,
  };
}

export const RUNNING = { active: 1, ready: 1, startTime: '2026-11-23T10:00:01Z' };
export const COMPLETE = {
  succeeded: 1,
  startTime: '2026-11-23T10:00:01Z',
  completionTime: '2026-11-23T10:05:00Z',
  conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: '2026-11-23T10:05:00Z' }],
};
