/** Declares one metric with its defaults filled in. */

import type { MetricDefinition } from './definition.ts';

export interface MetricSpec extends Pick<
  MetricDefinition,
  'name' | 'exposition' | 'kind' | 'unit' | 'help'
> {
  readonly labels?: readonly string[];
  /** Default: 1 without labels, 64 with. */
  readonly maxSeries?: number;
  readonly range?: MetricDefinition['range'];
  readonly recordMs?: number;
}

/** Returns the whole definition; what is not said is: no labels, no range, not recorded. */
export function defineMetric(spec: MetricSpec): MetricDefinition {
  const { labels = [], maxSeries = labels.length === 0 ? 1 : 64, range = null } = spec;
  const { name, exposition, kind, unit, help } = spec;
  return {
    name,
    exposition,
    kind,
    unit,
    help,
    labels,
    maxSeries,
    range,
    recordMs: spec.recordMs ?? null,
  };
}
