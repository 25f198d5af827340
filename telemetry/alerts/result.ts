/** What comes out of a condition: which labels an alarm carries, what its value is and against which threshold. */

import { metricNamed } from '../metrics/index.ts';
import type { Condition, Selection, Value } from './expression.ts';
import type { Threshold } from './threshold.ts';

/** Returns the labels of a metric's series: its own, and the node's where an agent makes it. */
export function labelsOfMetric(name: string): readonly string[] {
  const metric = metricNamed(name);
  if (metric === undefined) return [];
  const isOfAgent = metric.owner !== 'hub' && !metric.labels.includes('node');
  return isOfAgent ? ['node', ...metric.labels] : metric.labels;
}

/** Returns the labels that a value is told apart by. */
export function labelsOfValue(value: Value): readonly string[] {
  switch (value.op) {
    case 'sum':
    case 'max':
    case 'min':
      return value.by;
    case 'ratio':
    case 'difference':
      return common(labelsOfValue(value.left), labelsOfValue(value.right));
    case 'abs':
      return labelsOfValue(value.of);
    case 'timeLeft':
      return common(labelsOfValue(value.room), labelsOfMetric(value.grows.metric));
    default:
      return labelsOfMetric(value.of.metric);
  }
}

/** Returns the labels that an alarm of the condition carries: those of its first value. */
export function labelsOfCondition(condition: Condition): readonly string[] {
  switch (condition.op) {
    case 'compare':
      return labelsOfValue(condition.value);
    case 'absent':
      return [];
    case 'or':
      return common(labelsOfCondition(condition.left), labelsOfCondition(condition.right));
    default:
      return labelsOfCondition(condition.left);
  }
}

/** Returns the labels that must agree for two conditions to be of one thing. */
export function joinLabels(
  condition: Extract<Condition, { op: 'and' | 'unless' }>,
): readonly string[] {
  return (
    condition.on ?? common(labelsOfCondition(condition.left), labelsOfCondition(condition.right))
  );
}

export function common(left: readonly string[], right: readonly string[]): readonly string[] {
  return left.filter((label) => right.includes(label));
}

export type Compared = Extract<Condition, { op: 'compare' }>;

/** Returns every comparison of a condition, the one whose value an alarm tells first. */
export function comparisonsOf(condition: Condition): readonly Compared[] {
  if (condition.op === 'compare') return [condition];
  if (condition.op === 'absent') return [];
  return [...comparisonsOf(condition.left), ...comparisonsOf(condition.right)];
}

/** Returns the thresholds of a condition, each once. */
export function thresholdsOf(condition: Condition): readonly Threshold[] {
  return [...new Set(comparisonsOf(condition).map(({ threshold }) => threshold))];
}

/** Returns every selection of series that a condition reads. */
export function selectionsOf(condition: Condition): readonly Selection[] {
  if (condition.op === 'compare') return selectionsOfValue(condition.value);
  if (condition.op === 'absent') return [condition.of];
  return [...selectionsOf(condition.left), ...selectionsOf(condition.right)];
}

export function selectionsOfValue(value: Value): readonly Selection[] {
  switch (value.op) {
    case 'sum':
    case 'max':
    case 'min':
    case 'abs':
      return selectionsOfValue(value.of);
    case 'ratio':
    case 'difference':
      return [...selectionsOfValue(value.left), ...selectionsOfValue(value.right)];
    case 'timeLeft':
      return [...selectionsOfValue(value.room), value.grows];
    default:
      return [value.of];
  }
}
