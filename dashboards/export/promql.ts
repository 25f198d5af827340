/** Writes conditions and values as PromQL; every span is divided by the pace, which is 1 but for trials. */

import type { Comparison, Condition, Selection, Value } from '#telemetry/alerts/expression.ts';
import { common, joinLabels, labelsOfMetric, labelsOfValue } from '#telemetry/alerts/result.ts';
import { limitsOf } from '#telemetry/alerts/threshold.ts';
import { pacedThreshold } from './pace.ts';

const SIGNS: Readonly<Record<Comparison, string>> = {
  above: '>',
  below: '<',
  atLeast: '>=',
  equal: '==',
};

const FOLDS = {
  avgOver: 'avg_over_time',
  maxOver: 'max_over_time',
  minOver: 'min_over_time',
  increase: 'increase',
  slope: 'deriv',
} as const;

/** Returns a span as Prometheus writes it: `1h30m`, `15s`, `250ms`; never less than a millisecond. */
export function spanText(ms: number): string {
  let rest = Math.max(1, Math.round(ms));
  let text = '';
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
    ['ms', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

/** Returns a selection of series: `flash_batch_jobs{state="held"}`. */
export function selectorText({ metric, where }: Selection): string {
  const matchers = Object.entries(where).map(([label, wanted]) => {
    const [first = ''] = wanted;
    if (wanted.length > 1) return `${label}=~${quote(wanted.map(escapePattern).join('|'))}`;
    // Grafana puts in what was chosen, escaped as a pattern.
    return `${label}${first === variableMatch(label) ? '=~' : '='}${quote(first)}`;
  });
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(',')}}`;
}

/** Returns what stands for the choice of a variable of Grafana that is called like the label. */
export function variableMatch(label: string): string {
  return `$${label}`;
}

/** A label's value, a string of PromQL. */
export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Returns a value as PromQL. */
export function valueText(value: Value, pace = 1): string {
  const window = (of: Selection, overMs: number): string =>
    `${selectorText(of)}[${spanText(overMs / pace)}]`;
  switch (value.op) {
    case 'last':
      return selectorText(value.of);
    case 'age':
      return `(time() - ${selectorText(value.of)})`;
    case 'until':
      return `(${selectorText(value.of)} - time())`;
    case 'avgOver':
    case 'maxOver':
    case 'minOver':
    case 'increase':
    case 'slope':
      return `${FOLDS[value.op]}(${window(value.of, value.overMs)})`;
    case 'timeLeft': {
      const { room, grows, overMs } = value;
      const on = common(labelsOfValue(room), labelsOfMetric(grows.metric)).join(', ');
      return `(${valueText(room, pace)} / on(${on}) (deriv(${window(grows, overMs)}) > 0))`;
    }
    case 'sum':
    case 'max':
    case 'min':
      return `${value.op} by (${value.by.join(', ')}) (${valueText(value.of, pace)})`;
    case 'ratio':
    case 'difference':
      return joinText(value, pace);
    case 'abs':
      return `abs(${valueText(value.of, pace)})`;
  }
}

function joinText(value: Extract<Value, { op: 'ratio' | 'difference' }>, pace: number): string {
  const { left, right } = value;
  const on = common(labelsOfValue(left), labelsOfValue(right)).join(', ');
  const [a, b] = [valueText(left, pace), valueText(right, pace)];
  // A ratio to 0 is no value, where PromQL would say infinity.
  return value.op === 'ratio' ? `(${a} / on(${on}) (${b} != 0))` : `(${a} - on(${on}) ${b})`;
}

/**
 * Returns a condition as PromQL.
 *
 * @param alert its name: a raised alarm stays until it clears, which Prometheus tells by its own series `ALERTS`
 */
export function conditionText(condition: Condition, alert: string, pace = 1): string {
  switch (condition.op) {
    case 'compare':
      return compareText(condition, alert, pace);
    case 'absent':
      return `absent(${selectorText(condition.of)})`;
    case 'or':
      return `(${conditionText(condition.left, alert, pace)} or ${conditionText(condition.right, alert, pace)})`;
    default: {
      const [left, right] = [condition.left, condition.right].map((side) =>
        conditionText(side, alert, pace),
      );
      return `(${left} ${condition.op} on(${joinLabels(condition).join(', ')}) ${right})`;
    }
  }
}

function compareText(
  { value, is, threshold }: Extract<Condition, { op: 'compare' }>,
  alert: string,
  pace: number,
): string {
  const text = valueText(value, pace);
  const { raise, clear } = limitsOf(pacedThreshold(threshold, pace), value.unit);
  const raised = `${text} ${SIGNS[is]} ${raise}`;
  if (clear === raise) return `(${raised})`;
  const on = labelsOfValue(value).join(', ');
  const firing = `ALERTS{alertname=${quote(alert)},alertstate="firing"}`;
  return `(${raised} or (${text} ${SIGNS[is]} ${clear} and on(${on}) ${firing}))`;
}
