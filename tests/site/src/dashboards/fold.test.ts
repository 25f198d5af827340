/** Series folded over a span, and several into one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { cutTo, foldedOver, foldedTogether } from '#site/src/dashboards/fold.ts';

const series = (mean: readonly (number | null)[], min = mean, max = mean): RunSeries => ({
  channel: 'c',
  start: 0,
  stepMs: 1_000,
  min,
  max,
  mean,
  notGood: [],
});

test('over a span: the farthest of its buckets, and their mean; a hole stays', () => {
  const read = series([2, 4, null, 6], [1, 3, null, 5], [3, 9, null, 7]);
  assert.deepEqual(foldedOver(read, 3_000, 'max')?.mean, [3, 9, null, 9]);
  assert.deepEqual(foldedOver(read, 2_000, 'min')?.mean, [1, 1, null, 5]);
  assert.deepEqual(foldedOver(read, 4_000, 'avg')?.mean, [2, 3, null, 4]);
  assert.deepEqual(foldedOver(read, 1_000, 'max')?.max, read.max);
});

test('over a span that its buckets do not resolve: nothing, rather than the value of another span', () => {
  const HOUR = 3_600_000;
  // A field that rises by 1 T an hour, in buckets of 30 min: each bucket spans half a tesla.
  const rising = { ...series([0.25, 0.75], [0, 0.5], [0.5, 1]), stepMs: HOUR / 2 };
  assert.equal(foldedOver(rising, HOUR / 6, 'max'), null);
  assert.equal(foldedOver({ ...rising, stepMs: HOUR / 15 }, HOUR / 6, 'max'), null);
  assert.notEqual(foldedOver({ ...rising, stepMs: HOUR / 20 }, HOUR / 6, 'max'), null);
});

const member = (mean: readonly (number | null)[], staleMs = 0) => ({
  series: series(mean),
  staleMs,
});

test('several into one: what is known of them, a hole where none is, and only on one grid', () => {
  const [a, b] = [member([1, 2, null, null]), member([10, null, 30, null])];
  assert.deepEqual(foldedTogether([a, b], 'sum')?.mean, [11, 2, 30, null]);
  assert.deepEqual(foldedTogether([a, a], 'min')?.mean, [1, 2, null, null]);
  const other = { ...b, series: { ...b.series, stepMs: 500 } };
  assert.equal(foldedTogether([a, other], 'sum'), null);
  assert.equal(foldedTogether([], 'sum'), null);
});

test('several into one: a reading that comes a bucket late is no dip of the sum, one that is stale is', () => {
  const [late, steady] = [member([null, 5, null, null, 7], 1_500), member([1, 1, 1, 1, 1], 1_500)];
  assert.deepEqual(foldedTogether([late, steady], 'sum')?.mean, [1, 6, 6, 1, 8]);
});

test('cut to a window', () => {
  const { start, mean } = cutTo(series([1, 2, 3, 4]), { from: 2_500, to: 4_000 });
  assert.deepEqual([start, mean], [2_000, [3, 4]]);
});
