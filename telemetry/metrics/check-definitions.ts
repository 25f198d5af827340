/** Checks metric definitions at start, because one bad name or label would spoil the whole scrape. */

import { FlashError } from '../errors.ts';
import type { MetricDefinition } from './definition.ts';

/** Words that a unit adds to the outer name; units not listed add none. Kelvin, tesla and pascal are not in OpenTelemetry's table: ours is. */
const SUFFIX: Readonly<Record<string, string>> = {
  By: '_bytes',
  s: '_seconds',
  K: '_kelvin',
  Cel: '_celsius',
  Pa: '_pascals',
  T: '_tesla',
  A: '_amperes',
  V: '_volts',
  W: '_watts',
  Hz: '_hertz',
  Ohm: '_ohms',
  m: '_meters',
  'By/s': '_bytes_per_second',
  'mol/s': '_moles_per_second',
};

const KIND_SUFFIX = { counter: '_total', info: '_info', gauge: '' } as const;

/** Labels that Prometheus or its users give a meaning of their own. */
const RESERVED_LABELS = new Set(['le', 'quantile', 'job', 'instance', 'type', 'stage', 'env']);

/** Suffixes that make a name look like part of a histogram, or like another kind. */
const RESERVED_ENDS = ['_count', '_sum', '_bucket', '_created'];

/** What a name may not say, as `promtool check metrics` has it: its kind, and units that are not base units. */
const NOT_IN_NAMES =
  /_(gauge|counter|histogram|summary|milliseconds|microseconds|nanoseconds|minutes|hours|days|weeks|kilobytes|megabytes|gigabytes|bits_per_second|percent|fahrenheit|millikelvin|millibar|bar|gauss|grams)(_|$)/;

/** Returns what is wrong with one definition, one sentence each. */
export function definitionProblems(metric: MetricDefinition): string[] {
  return [...nameProblems(metric), ...seriesProblems(metric), ...labelProblems(metric)];
}

function nameProblems({ exposition, name, unit, kind, help }: MetricDefinition): string[] {
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(exposition))
    problems.push('the outer name is not lower-case words with single underscores');
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(name))
    problems.push('the inner name is not lower-case words with dots');
  const ending = `${SUFFIX[unit] ?? ''}${KIND_SUFFIX[kind]}`;
  if (!exposition.endsWith(ending))
    problems.push(`unit ${unit} and kind ${kind} need a name that ends in ${ending}`);
  if (kind === 'gauge' && /_(total|info)$/.test(exposition))
    problems.push('a gauge may not end in _total or _info');
  if (RESERVED_ENDS.some((end) => exposition.endsWith(end)))
    problems.push('the name ends like a part of a histogram');
  const word = NOT_IN_NAMES.exec(exposition)?.[1];
  if (word !== undefined) problems.push(`a name gives the base unit and not the kind: "${word}"`);
  if (help.trim() === '') problems.push('it has no help');
  else if (!help.endsWith('.')) problems.push('its help is not a sentence');
  return problems;
}

function seriesProblems(metric: MetricDefinition): string[] {
  const { name, exposition, kind, range, maxSeries, recordMs, recordAs } = metric;
  const problems: string[] = [];
  const [min, max] = range;
  if (!(min <= max)) problems.push(`its range ${min} to ${max} holds nothing`);
  if (kind === 'counter' && min < 0) problems.push('a counter is never negative');
  if (!Number.isInteger(maxSeries) || maxSeries < 1) problems.push('it allows no series');
  if (recordMs !== null && recordMs < 1_000)
    problems.push('it is recorded more often than each second');
  if (recordAs === 'age' && !(exposition.endsWith('_timestamp_seconds') && name.endsWith('.time')))
    problems.push(
      'only a time, with a name in .time and _timestamp_seconds, is recorded as its age',
    );
  if (recordAs === 'age' && recordMs === null)
    problems.push('it says how it is recorded and not how often');
  return problems;
}

function labelProblems({ labels, values, maxSeries }: MetricDefinition): string[] {
  const problems: string[] = [];
  if (new Set(labels).size !== labels.length) problems.push('a label stands twice');
  for (const label of labels) {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(label))
      problems.push(`label "${label}" is not lower-case words with single underscores`);
    if (RESERVED_LABELS.has(label)) problems.push(`label "${label}" means something to Prometheus`);
  }
  for (const [label, allowed] of Object.entries(values)) {
    if (!labels.includes(label)) problems.push(`it has values of "${label}", which is no label`);
    if (allowed.length === 0) problems.push(`label "${label}" may have no value at all`);
    if (new Set(allowed).size !== allowed.length)
      problems.push(`a value of "${label}" stands twice`);
  }
  if (labels.length > 0 && labels.every((label) => label in values)) {
    const all = labels.reduce((product, label) => product * (values[label]?.length ?? 1), 1);
    if (maxSeries < all) problems.push(`its labels make ${all} series, it allows ${maxSeries}`);
  }
  return problems;
}

/** Throws a FlashError that names every bad or doubled definition of the list. */
export function checkDefinitions(metrics: readonly MetricDefinition[]): void {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const metric of metrics) {
    for (const problem of definitionProblems(metric))
      found.push(`${metric.exposition}: ${problem}`);
    for (const key of [`inner ${metric.name}`, `outer ${metric.exposition}`]) {
      if (seen.has(key)) found.push(`${metric.exposition}: another metric has its ${key}`);
      seen.add(key);
    }
  }
  if (found.length === 0) return;
  throw new FlashError({
    operation: 'use the metric catalogue',
    subject: 'telemetry/metrics',
    reason: found.join('; '),
    hint: 'mend the definition; the rules are in telemetry/metrics/check-definitions.ts',
  });
}
