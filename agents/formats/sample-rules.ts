/** What the samples of a family must be, by its type (OpenMetrics 1.0, "Metric Types"); pure. */

import type { ForeignType } from '#telemetry/metrics/foreign.ts';

import { BadLine, readValue } from './exposition-line.ts';
import type { Pair } from './exposition-line.ts';

/** A sample as far as its rules need it. */
export interface RuledSample {
  readonly line: number;
  /** What stands after the family's name: ``, `_total`, `_bucket`. */
  readonly end: string;
  readonly labels: readonly Pair[];
  readonly value: number;
}

/** The label that is part of a point, not of the metric: `le`, `quantile`, a state's name. */
export function pointLabelOf(type: ForeignType, family: string, end: string): string | null {
  if (end === '_bucket' && (type === 'histogram' || type === 'gaugehistogram')) return 'le';
  if (type === 'summary' && end === '') return 'quantile';
  return type === 'stateset' ? family : null;
}

const COUNTS = new Set(['_bucket', '_count', '_gcount']);

/** Checks one sample by itself. @throws BadLine */
export function checkSample(type: ForeignType, family: string, sample: RuledSample): void {
  const { line, end, value } = sample;
  const isCount =
    (type === 'histogram' || type === 'gaugehistogram' || type === 'summary') && COUNTS.has(end);
  const isGrowing = (type === 'counter' && end === '_total') || isCount;
  if (isGrowing && !(value >= 0))
    throw new BadLine(line, `a ${type} cannot have ${String(value)} as ${end.slice(1)}`);
  if (isCount && !Number.isInteger(value))
    throw new BadLine(line, `${end.slice(1)} is a whole number, not ${String(value)}`);
  if (type === 'summary' && end === '_sum' && value < 0)
    throw new BadLine(line, 'the sum of a summary cannot be negative');
  if (type === 'info' && value !== 1) throw new BadLine(line, 'the value of an info is 1');
  if (type === 'stateset' && value !== 0 && value !== 1)
    throw new BadLine(line, 'the value of a state is 0 or 1');
  const label = pointLabelOf(type, family, end);
  if (label !== null) checkPointLabel(label, sample);
}

function checkPointLabel(label: string, { line, labels }: RuledSample): void {
  const text = labels.find(([key]) => key === label)?.[1];
  if (text === undefined) throw new BadLine(line, `label ${label} is missing`);
  if (label !== 'le' && label !== 'quantile') return;
  const number = readValue(text);
  if (number === undefined || Number.isNaN(number))
    throw new BadLine(line, `${label}="${text.slice(0, 60)}" is no number`);
  if (label === 'quantile' && (number < 0 || number > 1))
    throw new BadLine(line, `quantile="${text}" is not between 0 and 1`);
}

/** Checks the samples of one metric of a histogram together. @throws BadLine */
export function checkHistogram(samples: readonly RuledSample[], isSumRequired: boolean): void {
  const buckets = samples.filter(({ end }) => end === '_bucket');
  const first = samples[0]?.line ?? 0;
  let last = { le: -Infinity, value: 0 };
  buckets.forEach(({ line, labels, value }, n) => {
    const le = readValue(labels.find(([key]) => key === 'le')?.[1] ?? '') ?? NaN;
    if (n > 0 && le <= last.le) throw new BadLine(line, 'the buckets do not rise');
    if (value < last.value) throw new BadLine(line, 'a bucket holds less than the one before');
    last = { le, value };
  });
  if (buckets.length > 0 && last.le !== Infinity)
    throw new BadLine(buckets.at(-1)?.line ?? first, 'the last bucket is not le="+Inf"');
  const isNegative = buckets.some(({ labels }) =>
    labels.some(([key, value]) => key === 'le' && Number(value) < 0),
  );
  const of = (...ends: readonly string[]): RuledSample | undefined =>
    samples.find(({ end }) => ends.includes(end));
  const [count, sum, gaugeSum] = [of('_count', '_gcount'), of('_sum', '_gsum'), of('_gsum')];
  if (count !== undefined && buckets.length > 0 && count.value !== last.value)
    throw new BadLine(count.line, 'count is not what the last bucket holds');
  if (sum !== undefined && gaugeSum === undefined && isNegative)
    throw new BadLine(sum.line, 'with negative buckets there is no sum');
  if (sum !== undefined && !isNegative && sum.value < 0)
    throw new BadLine(sum.line, 'without negative buckets the sum cannot be negative');
  if (!isSumRequired) return;
  if (buckets.length === 0) throw new BadLine(first, 'a histogram has no bucket');
  if ((count === undefined) !== (sum === undefined) && !(isNegative && sum === undefined))
    throw new BadLine((count ?? sum)?.line ?? first, 'of count and sum one is missing');
}
