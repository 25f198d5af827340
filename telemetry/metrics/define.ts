/** Declares one metric with its defaults filled in; name, unit, labels and their values stay known to the compiler. */

import type { MetricDefinition, MetricOwner } from './definition.ts';

interface SpecOfAny extends Pick<MetricDefinition, 'name' | 'exposition' | 'unit' | 'help'> {
  readonly labels?: readonly string[];
  /** For labels whose values are a fixed list. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Default: 1 without labels, 64 with. */
  readonly maxSeries?: number;
  readonly recordMs?: number;
  /** Default: value. */
  readonly recordAs?: MetricDefinition['recordAs'];
}

interface GaugeSpec extends SpecOfAny {
  readonly kind: 'gauge';
  readonly range: MetricDefinition['range'];
}

interface CountedSpec extends SpecOfAny {
  readonly kind: 'counter' | 'info';
  /** Default: a counter is a whole or broken number from 0, exact up to 2^53; an info is 1. */
  readonly range?: MetricDefinition['range'];
}

/** What is said of a metric where it is declared; the rest has defaults. */
export type MetricSpec = GaugeSpec | CountedSpec;

/** A definition whose names the compiler knows, so that an expression over it can be checked. */
export interface Declared<S extends MetricSpec> extends MetricDefinition {
  readonly exposition: S['exposition'];
  readonly kind: S['kind'];
  readonly unit: S['unit'];
  readonly labels: S extends { readonly labels: infer L extends readonly string[] }
    ? L
    : readonly [];
  readonly values: S extends {
    readonly values: infer V extends Readonly<Record<string, readonly string[]>>;
  }
    ? V
    : Readonly<Record<'', readonly []>>;
}

const COUNTER_RANGE = [0, Number.MAX_SAFE_INTEGER] as const;
const INFO_RANGE = [1, 1] as const;

/**
 * Returns what declares the metrics of one owner; what a metric does not say is: no labels, not recorded.
 * @example
 * ```ts
 * const defineMetric = definerOf('daq');
 * export const doorOpen = defineMetric({
 *   name: 'flash.hall.door.open',
 *   exposition: 'flash_hall_door_open',
 *   kind: 'gauge',
 *   unit: '1',
 *   help: 'Whether the door of the hall is open.',
 *   range: [0, 1],
 * });
 * ```
 */
export function definerOf(
  owner: MetricOwner,
): <const S extends MetricSpec>(spec: S) => Declared<S> {
  return (spec) => {
    const { name, exposition, kind, unit, help, labels = [], values = {} } = spec;
    const whole: MetricDefinition = {
      name,
      exposition,
      kind,
      unit,
      help,
      labels,
      values,
      maxSeries: spec.maxSeries ?? (labels.length === 0 ? 1 : 64),
      range: spec.range ?? (kind === 'info' ? INFO_RANGE : COUNTER_RANGE),
      recordMs: spec.recordMs ?? null,
      recordAs: spec.recordAs ?? 'value',
      owner,
    };
    return whole as Declared<typeof spec>;
  };
}
