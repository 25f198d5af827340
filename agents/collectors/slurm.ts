/** Slurm: the jobs of any clusters, how they ended, and their nodes. */

import { slurmMetrics } from '#telemetry/metrics/batch.ts';

import { defineCollector } from '../collector.ts';
import type { Collector, CollectorContext } from '../collector.ts';
import { gather, tryRound } from './batch/source.ts';
import type { SlurmSettings } from './slurm.schema.ts';
import { createCluster } from './slurm/cluster.ts';
import { createRunner } from './slurm/programs.ts';
import { slurmSources } from './slurm/sources.ts';

export const slurm = defineCollector<SlurmSettings>({
  name: 'slurm',
  summary: "Slurm's jobs, how they ended, and its nodes",
  intervalMs: 60_000,
  // A queue, an accounting and the nodes, each within its timeout.
  deadlineMs: 100_000,
  metrics: slurmMetrics,
  schema: async () => (await import('./slurm.schema.ts')).slurmSchema,
  create: createSlurm,
  sources: slurmSources,
});

/** Makes the collector; see `slurm.schema.ts` for its settings. */
export function createSlurm(settings: SlurmSettings, context: CollectorContext): Collector {
  const clusters = settings.clusters.map((cluster) =>
    createCluster(cluster, context, createRunner(settings, cluster, context.signal)),
  );
  return {
    collect: async () => gather(await Promise.all(clusters.map(tryRound))),
  };
}
