/** Reads the name of a channel that keeps a metric: which one it is, whose, with which labels. */

import type { Labels } from '../alerts/samples.ts';
import { daqRate } from '../metrics/daq.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { allMetrics } from '../metrics/index.ts';
import { isOfHub, recordedName } from '../metrics/recorded-name.ts';

const recorded: ReadonlyMap<string, MetricDefinition> = new Map(
  allMetrics
    .filter(({ recordMs }) => recordMs !== null)
    .map((metric) => [recordedName(metric), metric]),
);

/** The collector of the DAQ delivers its rate every 10 s under a name of its own. */
const RATE = 'daq/rate';

export interface RecordedMetric {
  readonly metric: string;
  readonly labels: Labels;
  /** The readings are how long ago the metric’s time was, in seconds, and not the metric itself. */
  readonly isAge: boolean;
}

/** Returns what `lnf-daq/flash.storage.usage/volume=daq` keeps; null: the channel keeps no metric. */
export function recordedMetric(channel: string): RecordedMetric | null {
  const slash = channel.indexOf('/');
  const [node, rest] = [channel.slice(0, slash), channel.slice(slash + 1)];
  if (rest === RATE) return { metric: daqRate.exposition, labels: { node }, isAge: false };
  const [name = ''] = rest.split('/', 1);
  const metric = recorded.get(name);
  if (metric === undefined) return null;
  const values = readLabels(metric.labels, rest.slice(name.length + 1));
  if (values === null) return null;
  // What the hub tells of itself is of no node, unless a label says of which.
  const isOfNode = !metric.labels.includes('node') && !isOfHub(channel);
  return {
    metric: metric.exposition,
    labels: isOfNode ? { node, ...values } : values,
    isAge: metric.recordAs === 'age',
  };
}

/** Labels stand in the order of the definition; a value may hold commas and equals signs. */
function readLabels(keys: readonly string[], text: string): Labels | null {
  const labels: Record<string, string> = {};
  let rest = text;
  for (const [index, key] of keys.entries()) {
    if (!rest.startsWith(`${key}=`)) return null;
    const next = keys[index + 1];
    const end = next === undefined ? rest.length : rest.indexOf(`,${next}=`, key.length + 1);
    if (end < 0) return null;
    labels[key] = rest.slice(key.length + 1, end);
    rest = rest.slice(end + 1);
  }
  return labels;
}
