/** The words an alert's condition is written in: what names a metric, a label, one of its values or a unit that does not exist does not compile. */

import { metricNamed, type DeclaredMetric } from '../metrics/index.ts';
import type { Comparison, Condition, Selection, Value } from './expression.ts';
import type { Fitting, Threshold } from './threshold.ts';

/** The outer name of a metric: `flash_daq_bytes_total`. */
export type MetricName = DeclaredMetric['exposition'];
type Named<N extends MetricName> = Extract<DeclaredMetric, { readonly exposition: N }>;
type UnitOf<N extends MetricName> = Named<N>['unit'];
type TimeMetric = Extract<MetricName, `${string}_timestamp_seconds`>;
type CounterName = Extract<DeclaredMetric, { readonly kind: 'counter' }>['exposition'];

type ValuesOf<N extends MetricName, L> = L extends keyof Named<N>['values']
  ? Extract<Named<N>['values'][L], readonly string[]>[number]
  : string;
/** What labels must be: one value or one of several. `node` is every agent's own, given by the scrape configuration. */
export type Where<N extends MetricName> = {
  readonly [L in Named<N>['labels'][number] | 'node']?: ValuesOf<N, L> | readonly ValuesOf<N, L>[];
};

function select<N extends MetricName>(metric: N, where: Where<N> = {}): Selection {
  const matchers = Object.entries<unknown>(where).map(([label, wanted]) => [
    label,
    Array.isArray(wanted) ? wanted.map(String) : [String(wanted)],
  ]);
  return { metric, where: Object.fromEntries(matchers) };
}

/** Of a name that the compiler did not see, `?`: the check of alerts names it. */
function unitOf<N extends MetricName>(metric: N): UnitOf<N> {
  return (metricNamed(metric)?.unit ?? '?') as UnitOf<N>;
}

/** The value now. */
export function last<N extends MetricName>(metric: N, where?: Where<N>): Value<UnitOf<N>> {
  return { op: 'last', of: select(metric, where), unit: unitOf(metric) };
}

/** Seconds since the time that the metric tells. */
export function age<N extends TimeMetric>(metric: N, where?: Where<N>): Value<'s'> {
  return { op: 'age', of: select(metric, where), unit: 's' };
}

/** Seconds until the time that the metric tells; negative when it is past. */
export function until<N extends TimeMetric>(metric: N, where?: Where<N>): Value<'s'> {
  return { op: 'until', of: select(metric, where), unit: 's' };
}

function over(op: 'avgOver' | 'maxOver' | 'minOver') {
  return <N extends MetricName>(metric: N, overMs: number, where?: Where<N>): Value<UnitOf<N>> => ({
    op,
    of: select(metric, where),
    overMs,
    unit: unitOf(metric),
  });
}

/** Mean, highest and lowest of a window, in ms, up to now. */
export const avgOver = over('avgOver');
export const maxOver = over('maxOver');
export const minOver = over('minOver');

/** How much a counter grew in the window. */
export function increase<N extends CounterName>(
  metric: N,
  overMs: number,
  where?: Where<N>,
): Value<UnitOf<N>> {
  return { op: 'increase', of: select(metric, where), overMs, unit: unitOf(metric) };
}

/** How much a gauge changes a second, over the window. */
export function slope<N extends MetricName>(
  metric: N,
  overMs: number,
  where?: Where<N>,
): Value<`${UnitOf<N>}/s`> {
  return { op: 'slope', of: select(metric, where), overMs, unit: `${unitOf(metric)}/s` };
}

/** Seconds until `room` is used up by what grows into it. */
export function timeLeft<N extends MetricName>(
  room: Value<UnitOf<N>>,
  grows: N,
  overMs: number,
  where?: Where<N>,
): Value<'s'> {
  return { op: 'timeLeft', room, grows: select(grows, where), overMs, unit: 's' };
}

function fold(op: 'sum' | 'max' | 'min') {
  return <U extends string>(by: readonly string[], of: Value<U>): Value<U> => ({
    op,
    by,
    of,
    unit: of.unit,
  });
}

export const sum = fold('sum');
export const max = fold('max');
export const min = fold('min');

export function ratio<U extends string>(left: Value<U>, right: Value<NoInfer<U>>): Value<'1'> {
  return { op: 'ratio', left, right, unit: '1' };
}

export function difference<U extends string>(left: Value<U>, right: Value<NoInfer<U>>): Value<U> {
  return { op: 'difference', left, right, unit: left.unit };
}

export function abs<U extends string>(of: Value<U>): Value<U> {
  return { op: 'abs', of, unit: of.unit };
}

/** There is no such series: for what should always be there, and only for Prometheus. */
export function absent<N extends MetricName>(metric: N, where?: Where<N>): Condition {
  return { op: 'absent', of: select(metric, where) };
}

function compare(is: Comparison) {
  return <U extends string>(
    value: Value<U>,
    threshold: Threshold<Fitting<NoInfer<U>>>,
  ): Condition => ({ op: 'compare', value, is, threshold });
}

export const above = compare('above');
export const below = compare('below');
export const atLeast = compare('atLeast');
export const equal = compare('equal');

/** Both hold; what is told is the first one's value. `on`: the labels that must agree; default: all common ones. */
export function and(
  left: Condition,
  right: Condition,
  on: readonly string[] | null = null,
): Condition {
  return { op: 'and', left, right, on };
}

/** The first holds and the second does not, or is not known. */
export function unless(
  left: Condition,
  right: Condition,
  on: readonly string[] | null = null,
): Condition {
  return { op: 'unless', left, right, on };
}

/** One of them holds; where both do, the first one's value is told. */
export function or(left: Condition, right: Condition): Condition {
  return { op: 'or', left, right };
}
