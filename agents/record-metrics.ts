/** Metrics declared `record` become readings of channels `<node>/<metric>/<labels>`, so that they have a history. */

import type { Fact } from '#telemetry/facts/index.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';

export interface RecorderOfMetrics {
  /**
   * Returns the channels and readings that are due.
   *
   * @param now their time, UTC ms
   * @param monotonic what decides whether they are due, ms: a clock that is set back makes no hole, one set forward no flood
   */
  readonly facts: (observations: readonly Observation[], now: number, monotonic: number) => Fact[];
}

const QUANTITY_BY_UNIT: Readonly<Record<string, string>> = {
  By: 'size',
  'By/s': 'rate',
  K: 'temperature',
  Pa: 'pressure',
  s: 'duration',
};

/** Makes the recorder of one collector's metrics; a channel is declared before its first reading. */
export function createMetricRecorder(node: string, intervalMs: number): RecorderOfMetrics {
  const nextDue = new Map<string, number>();
  return {
    facts(observations, now, monotonic) {
      const facts: Fact[] = [];
      for (const observation of observations) {
        const { metric, value } = observation;
        if (metric.recordMs === null) continue;
        const channel = recordChannel(node, observation);
        const due = nextDue.get(channel);
        if (due !== undefined && monotonic < due) continue;
        if (due === undefined) facts.push(declare(channel, node, metric, intervalMs));
        nextDue.set(channel, monotonic + metric.recordMs);
        facts.push({
          kind: 'readings',
          channel,
          values: [[now, value, 'good']],
          origin: 'live',
        });
      }
      return facts;
    },
  };
}

/** `lnf-daq/flash.storage.usage/volume=daq`; the labels in the order of the definition. */
export function recordChannel(node: string, { metric, labels }: Observation): string {
  const pairs = metric.labels.map((key) => `${key}=${labels[key] ?? ''}`);
  return [node, metric.name, ...(pairs.length === 0 ? [] : [pairs.join(',')])].join('/');
}

function declare(name: string, device: string, metric: MetricDefinition, intervalMs: number): Fact {
  return {
    kind: 'channel',
    name,
    device,
    quantity: QUANTITY_BY_UNIT[metric.unit] ?? (metric.unit === '1' ? 'state' : 'count'),
    unit: metric.unit.startsWith('{') ? '1' : metric.unit,
    label: metric.help.replace(/[.;].*$/, ''),
    staleAfterMs: 3 * Math.max(metric.recordMs ?? 0, intervalMs),
  };
}
