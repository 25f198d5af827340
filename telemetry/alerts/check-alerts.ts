/** Checks alert definitions where the compiler cannot see: each fault stops the build with a sentence that names the place and the mend. */

import { nearestName } from '../config/nearest-name.ts';
import { FlashError } from '../errors.ts';
import { allMetrics, metricNamed } from '../metrics/index.ts';
import type { AlertDefinition } from './definition.ts';
import type { Condition, Selection, Value } from './expression.ts';
import {
  comparisonsOf,
  joinLabels,
  labelsOfCondition,
  labelsOfMetric,
  labelsOfValue,
  selectionsOf,
  selectionsOfValue,
  thresholdsOf,
} from './result.ts';
import { factorBetween, fittingUnits, type Threshold } from './threshold.ts';

/** Words of a summary that are no labels. */
const WORDS = new Set(['value', 'limit']);

/** Returns what is wrong with the definitions, one sentence each, with the place and what to do. */
export function alertProblems(
  alerts: readonly AlertDefinition[],
  thresholds: Readonly<Record<string, Threshold>>,
): readonly string[] {
  const nameOf = new Map(Object.entries(thresholds).map(([name, one]) => [one, name]));
  return [
    ...Object.entries(thresholds).flatMap(([name, one]) => thresholdProblems(name, one)),
    ...doubles(alerts),
    ...alerts.flatMap((alert) => {
      // Of what is not there nothing more can be said: not its unit, nor its labels.
      const misspelt = selectionsOf(alert.when).flatMap(selectionProblems);
      const rest = [
        ...unitProblems(alert.when, nameOf),
        ...labelProblems(alert.when),
        ...summaryProblems(alert),
        ...parentProblems(alert, alerts),
        ...ownProblems(alert, nameOf),
      ];
      return (misspelt.length > 0 ? misspelt : rest).map(
        (problem) => `dashboards/alerts (${alert.topic}), ${alert.name}: ${problem}`,
      );
    }),
  ];
}

/** Throws a FlashError that says everything that is wrong with the definitions. */
export function checkAlerts(
  alerts: readonly AlertDefinition[],
  thresholds: Readonly<Record<string, Threshold>>,
): void {
  refuse(alertProblems(alerts, thresholds), {
    operation: 'use the alert definitions',
    subject: 'dashboards/alerts',
    hint: 'mend the places named; the form is in telemetry/alerts',
  });
}

/** Throws a FlashError that says every problem; does nothing where there is none. */
export function refuse(
  problems: readonly string[],
  about: { readonly operation: string; readonly subject: string; readonly hint: string },
): void {
  if (problems.length > 0) throw new FlashError({ ...about, reason: problems.join('\n') });
}

/** Returns what is wrong with a value by itself: metrics, labels, units, what it is folded by. */
export function valueProblems(value: Value): readonly string[] {
  return [
    ...selectionsOfValue(value).flatMap(selectionProblems),
    ...unitsWithin(value),
    ...foldProblems(value),
  ];
}

function thresholdProblems(name: string, { value, clear, reason }: Threshold): string[] {
  const place = `dashboards/thresholds.ts, ${name}`;
  const problems: string[] = [];
  if (!/^\S.*[.:]?$/.test(reason.trim()) || reason.trim().split(/\s+/).length < 5)
    problems.push(`${place}: it has no reason; say in a sentence why ${value} and no other value`);
  if (!Number.isFinite(value) || (clear !== undefined && !Number.isFinite(clear)))
    problems.push(`${place}: a threshold is a number; give value and clear as numbers`);
  return problems;
}

function doubles(alerts: readonly AlertDefinition[]): string[] {
  const byName = Map.groupBy(alerts, ({ name }) => name);
  return [...byName]
    .filter(([, list]) => list.length > 1)
    .map(
      ([name, list]) =>
        `dashboards/alerts (${list.map(({ topic }) => topic).join(', ')}): ${list.length} alerts are called ${name}; give each its own name`,
    );
}

function selectionProblems({ metric, where }: Selection): string[] {
  const definition = metricNamed(metric);
  if (definition === undefined) {
    const near = nearestName(
      metric,
      allMetrics.map(({ exposition }) => exposition),
    );
    return [
      `there is no metric ${metric}; ${near === null ? 'declare it in telemetry/metrics' : `write ${near}`}`,
    ];
  }
  const labels = labelsOfMetric(metric);
  return Object.entries(where).flatMap(([label, wanted]) => {
    if (!labels.includes(label))
      return [`${metric} has no label "${label}"; it has ${labels.join(', ') || 'none'}`];
    const allowed = definition.values[label];
    const odd = wanted.filter((value) => allowed?.includes(value) === false);
    return odd.map(
      (value) => `${metric}: "${label}" is never "${value}"; it is ${allowed?.join(', ')}`,
    );
  });
}

function unitProblems(
  condition: Condition,
  nameOf: ReadonlyMap<Threshold, string>,
): readonly string[] {
  return comparisonsOf(condition).flatMap(({ value, threshold, is }) => {
    const name = nameOf.get(threshold) ?? 'its threshold';
    if (factorBetween(threshold.unit, value.unit) === null)
      return [
        `the value is in ${value.unit} and ${name} in ${threshold.unit}; give the threshold in ${fittingUnits(value.unit).join(' or ')}`,
      ];
    const { clear, value: raise } = threshold;
    const isBackwards =
      clear !== undefined && (is === 'below' ? clear < raise : is !== 'equal' && clear > raise);
    return isBackwards
      ? [`${name} clears at ${clear}, on the wrong side of ${raise}; it must lie where all is well`]
      : unitsWithin(value);
  });
}

/** Both sides of a ratio or a difference are in one unit. */
function unitsWithin(value: Value): string[] {
  if (value.op === 'ratio' || value.op === 'difference') {
    const { left, right } = value;
    const own =
      left.unit === right.unit
        ? []
        : [`a ${value.op} of ${left.unit} and ${right.unit}; both must be in one unit`];
    return [...own, ...unitsWithin(left), ...unitsWithin(right)];
  }
  return 'of' in value && 'op' in value.of ? unitsWithin(value.of) : [];
}

/** Labels by which values are summed or conditions joined exist on both sides. */
function labelProblems(condition: Condition): readonly string[] {
  if (condition.op === 'absent') return [];
  if (condition.op === 'compare') return foldProblems(condition.value);
  const sides = [condition.left, condition.right];
  const joined =
    condition.op === 'or'
      ? []
      : joinLabels(condition).flatMap((label) =>
          sides.every((side) => labelsOfCondition(side).includes(label))
            ? []
            : [
                `it joins on "${label}", which one side does not have; take one of those that both have`,
              ],
        );
  return [...joined, ...sides.flatMap(labelProblems)];
}

function foldProblems(value: Value): readonly string[] {
  if (value.op === 'sum' || value.op === 'max' || value.op === 'min') {
    const has = labelsOfValue(value.of);
    const missing = value.by.filter((label) => !has.includes(label));
    return [
      ...missing.map((label) => `it is taken by "${label}"; the values have ${has.join(', ')}`),
      ...foldProblems(value.of),
    ];
  }
  if (value.op === 'ratio' || value.op === 'difference')
    return [...foldProblems(value.left), ...foldProblems(value.right)];
  if (value.op === 'timeLeft') return foldProblems(value.room);
  return value.op === 'abs' ? foldProblems(value.of) : [];
}

function summaryProblems({ summary, when }: AlertDefinition): string[] {
  const labels = labelsOfCondition(when);
  const named = [...summary.matchAll(/\{(\w+)\}/g)].map(([, word]) => word ?? '');
  const odd = named.filter((word) => !WORDS.has(word) && !labels.includes(word));
  return [
    ...odd.map(
      (word) =>
        `the summary says {${word}}, which the alarm does not have; it has ${['value', 'limit', ...labels].join(', ')}`,
    ),
    ...(/^\S.*\.$/.test(summary) ? [] : ['the summary is not a sentence; end it with a full stop']),
  ];
}

function parentProblems(
  { name, parents, when }: AlertDefinition,
  alerts: readonly AlertDefinition[],
): string[] {
  return parents.flatMap(({ alert, equal }) => {
    const parent = alerts.find((one) => one.name === alert);
    if (parent === undefined) {
      const near = nearestName(
        alert,
        alerts.map((one) => one.name),
      );
      return [`its parent ${alert} does not exist${near === null ? '' : `; write ${near}`}`];
    }
    if (alert === name) return ['it is its own parent; an alarm does not explain itself'];
    const both = [labelsOfCondition(when), labelsOfCondition(parent.when)];
    return equal
      .filter((label) => !both.every((labels) => labels.includes(label)))
      .map((label) => `its parent ${alert} is joined by "${label}", which one of them lacks`);
  });
}

function ownProblems(
  { name, forMs, when, runbook }: AlertDefinition,
  nameOf: ReadonlyMap<Threshold, string>,
): string[] {
  const problems: string[] = [];
  if (!/^([A-Z][a-z0-9]*)+$/.test(name)) problems.push('its name is not written LikeThis');
  if (!(forMs >= 0)) problems.push('forMs is not a span of time; give milliseconds from 0 up');
  if (!/^procedures\/alarms\/[a-z0-9-]+$/.test(runbook))
    problems.push(`its runbook "${runbook}" is not a page below procedures/alarms`);
  for (const threshold of thresholdsOf(when)) {
    if (!nameOf.has(threshold))
      problems.push(
        `it compares with ${threshold.value} ${threshold.unit}, which is not in dashboards/thresholds.ts; put it there with its reason`,
      );
  }
  return problems;
}
