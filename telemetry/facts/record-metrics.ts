/** Metrics declared `record` become readings of channels `<node>/<metric>/<labels>`, so that they have a history. */

import type { MetricDefinition, Observation } from '../metrics/definition.ts';
import { recordChannel } from '../metrics/recorded-name.ts';
import type { Fact } from './index.ts';

/** Turns what is observed into facts, as far as it is to be recorded and due. */
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

/**
 * Makes the recorder of one source's metrics, a collector's or the hub's; a channel is declared before its first reading.
 *
 * @param source the node, or `hub`
 * @param intervalMs how often what is observed may change, ms
 */
export function createMetricRecorder(source: string, intervalMs: number): RecorderOfMetrics {
  /** The turn of each channel's last reading. */
  const turns = new Map<string, number>();
  return {
    facts(observations, now, monotonic) {
      const facts: Fact[] = [];
      for (const observation of observations) {
        const { metric } = observation;
        if (metric.recordMs === null) continue;
        const channel = recordChannel(source, observation);
        // Turns begin for all at once, whenever a channel came: what is due falls into one batch.
        const turn = Math.floor(monotonic / metric.recordMs);
        const last = turns.get(channel);
        if (last !== undefined && turn <= last) continue;
        if (last === undefined) facts.push(declare(channel, source, metric, intervalMs));
        turns.set(channel, turn);
        facts.push({
          kind: 'readings',
          channel,
          values: [[now, recordedValue(observation, now), 'good']],
          origin: 'live',
        });
      }
      return facts;
    },
  };
}

/** A time is of use while it passes: what is kept of it is how long ago it was, in seconds. */
function recordedValue({ metric, value }: Observation, now: number): number {
  return metric.recordAs === 'age' ? now / 1_000 - value : value;
}

function declare(name: string, device: string, metric: MetricDefinition, intervalMs: number): Fact {
  return {
    kind: 'channel',
    name,
    device,
    quantity: QUANTITY_BY_UNIT[metric.unit] ?? (metric.unit === '1' ? 'state' : 'count'),
    unit: metric.unit.startsWith('{') ? '1' : metric.unit,
    label: labelOf(metric),
    staleAfterMs: 3 * Math.max(metric.recordMs ?? 0, intervalMs),
  };
}

function labelOf({ help, recordAs }: MetricDefinition): string {
  const label = help.replace(/[.;].*$/, '');
  return recordAs === 'age'
    ? label.replace(/^When (.*?), UTC seconds.*$/, 'How long ago $1')
    : label;
}
