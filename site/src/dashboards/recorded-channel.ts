/** Which series of a metric of an agent or the hub a channel keeps, told from its name. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { HUB } from '#telemetry/metrics/recorded-name.ts';

export interface SourceChannel {
  readonly channel: string;
  /** The labels of the series, by which a panel calls it. */
  readonly labels: Readonly<Record<string, string>>;
}

/** `lnf-daq/flash.batch.jobs/state=idle` is the series with these labels; none: it keeps another metric. */
export function recordedChannel(
  { name, device }: Pick<ChannelNow, 'name' | 'device'>,
  metric: string,
): SourceChannel[] {
  const head = `${device}/${metric}`;
  if (name !== head && !name.startsWith(`${head}/`)) return [];
  const pairs = name
    .slice(head.length + 1)
    .split(',')
    .filter((pair) => pair.includes('='))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  const of = device === HUB ? {} : { node: device };
  return [{ channel: name, labels: { ...of, ...Object.fromEntries(pairs) } }];
}

/** Whether labels have one of the values that each is asked for. */
export function isSelected(
  labels: SourceChannel['labels'],
  where: Readonly<Record<string, readonly string[]>>,
): boolean {
  return Object.entries(where).every(([label, wanted]) => wanted.includes(labels[label] ?? ''));
}
