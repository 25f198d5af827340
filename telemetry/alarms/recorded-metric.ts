/** Reads the name of a channel that keeps an agent's metric: which metric it is, with which labels. */

import type { Labels } from '../alerts/samples.ts';
import { daqRate } from '../metrics/daq.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { allMetrics } from '../metrics/index.ts';

const recorded: ReadonlyMap<string, MetricDefinition> = new Map(
  allMetrics.filter(({ recordMs }) => recordMs !== null).map((metric) => [metric.name, metric]),
);

/** The collector of the DAQ delivers its rate every 10 s under a name of its own. */
const RATE = 'daq/rate';

/** Returns what `lnf-daq/flash.storage.usage/volume=daq` keeps; null: the channel is no metric of an agent. */
export function recordedMetric(
  channel: string,
): { readonly metric: string; readonly labels: Labels } | null {
  const slash = channel.indexOf('/');
  const [node, rest] = [channel.slice(0, slash), channel.slice(slash + 1)];
  if (rest === RATE) return { metric: daqRate.exposition, labels: { node } };
  const [name = ''] = rest.split('/', 1);
  const metric = recorded.get(name);
  if (metric === undefined) return null;
  const values = readLabels(metric.labels, rest.slice(name.length + 1));
  return values === null
    ? null
    : {
        metric: metric.exposition,
        labels: metric.labels.includes('node') ? values : { node, ...values },
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
