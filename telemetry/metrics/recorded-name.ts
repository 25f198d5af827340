/** The name of a channel that keeps the history of a metric: `<node>/<metric>/<labels>`, or the hub's own below `hub/`. */

import type { MetricDefinition, Observation } from './definition.ts';

/** Whose channels the hub's own are: it is no agent, and no device of slow control. */
export const HUB = 'hub';

/** Returns the part of the name that says which metric it is: of a time that is recorded as its age, `….age`. */
export function recordedName({ name, recordAs }: MetricDefinition): string {
  return recordAs === 'age' ? name.replace(/\.time$/, '.age') : name;
}

/** Whether a channel keeps a metric of the hub; all metrics that are ours begin alike, and no agent has one of those. */
export function isOfHub(channel: string): boolean {
  return channel.startsWith(`${HUB}/flash.`);
}

/** `lnf-daq/flash.storage.usage/volume=daq`; the labels in the order of the definition. */
export function recordChannel(
  source: string,
  { metric, labels }: Pick<Observation, 'metric' | 'labels'>,
): string {
  const pairs = metric.labels.map((key) => `${key}=${labels[key] ?? ''}`);
  return [source, recordedName(metric), ...(pairs.length === 0 ? [] : [pairs.join(',')])].join('/');
}
