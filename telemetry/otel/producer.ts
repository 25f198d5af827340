/** Hands the board to OpenTelemetry as a MetricProducer: a point that is not on the board is gone at once. */

import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type {
  CollectionResult,
  DataPoint,
  MetricData,
  MetricProducer,
} from '@opentelemetry/sdk-metrics';

import type { Clock } from '../effects.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import type { Board, MetricFamily } from './board.ts';
import { pushedName } from './pushed-name.ts';

export interface ProducerOptions {
  readonly board: Board;
  readonly clock: Clock;
  /** `outer` as on `/metrics`, or as they are `pushed` by OTLP. */
  readonly names: 'outer' | 'pushed';
}

type Resource = CollectionResult['resourceMetrics']['resource'];

/** A reader takes the resource of its own provider; what a producer says is not looked at. */
const resource: Resource = {
  attributes: {},
  merge: (other) => other ?? resource,
  getRawAttributes: () => [],
};

/** Makes the producer; `collect` never throws and never waits. */
export function createProducer({ board, clock, names }: ProducerOptions): MetricProducer {
  const scope = { name: 'flash' };
  const startTime = hrTime(clock.now());
  return {
    collect() {
      const endTime = hrTime(clock.now());
      const metrics = board
        .families()
        .map((family) => toMetricData(family, names, startTime, endTime));
      return Promise.resolve({
        resourceMetrics: { resource, scopeMetrics: [{ scope, metrics }] },
        errors: [],
      });
    },
  };
}

function toMetricData(
  { metric, points }: MetricFamily,
  names: ProducerOptions['names'],
  startTime: [number, number],
  endTime: [number, number],
): MetricData {
  const base = {
    descriptor: descriptorOf(metric, names),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const dataPoints: DataPoint<number>[] = points.map(({ labels, value }) => ({
    startTime,
    endTime,
    attributes: labels,
    value,
  }));
  return metric.kind === 'counter'
    ? { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...base, dataPointType: DataPointType.GAUGE, dataPoints };
}

function descriptorOf(
  metric: MetricDefinition,
  names: ProducerOptions['names'],
): MetricData['descriptor'] {
  const { exposition: name, unit, help: description } = metric;
  const named = names === 'outer' ? { name, unit } : pushedName(metric);
  return { ...named, description, valueType: ValueType.DOUBLE };
}

function hrTime(ms: number): [number, number] {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
}
