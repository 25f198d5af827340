/** Every metric there is, by group: the exposition, the reference page, dashboards and alert rules are made from this list. */

import { agentMetrics } from './agent.ts';
import { backupMetrics } from './backup.ts';
import { batchMetrics } from './batch.ts';
import { cryostatMetrics } from './cryostat.ts';
import { daqMetrics } from './daq.ts';
import type { MetricDefinition } from './definition.ts';
import { experimentMetrics } from './experiment.ts';
import { hostMetrics } from './host.ts';
import { hubMetrics } from './hub.ts';
import { kubernetesMetrics } from './kubernetes.ts';
import { mqttMetrics } from './mqtt.ts';
import { noticeMetrics } from './notices.ts';
import { processMetrics } from './process.ts';
import { storageMetrics } from './storage.ts';
import { textfileMetrics } from './textfile.ts';

const groups = {
  daq: daqMetrics,
  cryostat: cryostatMetrics,
  storage: storageMetrics,
  batch: batchMetrics,
  kubernetes: kubernetesMetrics,
  mqtt: mqttMetrics,
  host: hostMetrics,
  textfile: textfileMetrics,
  agent: agentMetrics,
  process: processMetrics,
  hub: hubMetrics,
  backup: backupMetrics,
  notices: noticeMetrics,
  experiment: experimentMetrics,
} as const;

/** The metrics by group, as the reference shows them. */
export const metricGroups: Readonly<Record<string, readonly MetricDefinition[]>> = groups;

/** Every metric, once. */
export const allMetrics: readonly MetricDefinition[] = Object.values(metricGroups).flat();

/** Any metric, as it was declared: with its names, unit, labels and values known to the compiler. */
export type DeclaredMetric = (typeof groups)[keyof typeof groups][number];

const byName: ReadonlyMap<string, MetricDefinition> = new Map(
  allMetrics.map((metric) => [metric.exposition, metric]),
);

/** Returns the metric of an outer name: `flash_daq_bytes_total`. */
export function metricNamed(exposition: string): MetricDefinition | undefined {
  return byName.get(exposition);
}
