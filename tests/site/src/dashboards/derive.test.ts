/** Series worked out of others: distances, growth of counters, values that hold. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  absolute,
  combined,
  growth,
  heldSeries,
  limitStates,
} from '#site/src/dashboards/derive.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';

const series = (min: readonly (number | null)[], max = min): RunSeries => ({
  channel: 'c',
  start: 0,
  stepMs: 1_000,
  min,
  max,
  mean: min,
  notGood: [],
});

test('a distance from zero: a bucket that spans zero begins there', () => {
  const { min, max } = absolute(series([-3, -1, 2, null], [-2, 4, 5, null]));
  assert.deepEqual(min, [2, 0, 2, null]);
  assert.deepEqual(max, [3, 4, 5, null]);
});

test('how a channel stood to its limits is told by what lay farthest out', () => {
  const limits = [
    { side: 'high', severity: 'attention', value: 4, reason: '' },
    { side: 'high', severity: 'alarm', value: 10, reason: '' },
    { side: 'low', severity: 'alarm', value: 1, reason: '' },
  ] as const;
  const read = series([2, 3, 0.5, null, 4], [3, 5, 11, null, 4]);
  assert.deepEqual(limitStates(read, 'high', limits).mean, [0, 1, 2, null, 0]);
  assert.deepEqual(limitStates(read, 'low', limits).max, [0, 0, 2, null, 0]);
});

test('growth counts what came within the span before; a counter that fell began anew', () => {
  const counted = series([10, 12, 12, 2, 5, 5, 5]);
  const grown = growth(counted, 2_000, { from: 2_000, to: 7_000 });
  assert.equal(grown?.start, 2_000);
  // 12 to 2 is a restart that has counted two since.
  assert.deepEqual(grown.min, [2, 2, 5, 3, 0]);
});

test('growth over a span of no whole buckets has a share of the oldest; over less than one it is not known', () => {
  const steady = series([0, 2, 4, 6, 8]);
  const window = { from: 3_000, to: 5_000 };
  assert.deepEqual(growth(steady, 2_500, window)?.min, [5, 5]);
  assert.equal(growth(steady, 999, window), null);
});

test('growth over a hole is not lost, and the hole stays', () => {
  const grown = growth(series([1, null, 4, 4]), 3_000, { from: 0, to: 4_000 });
  assert.deepEqual(grown?.min, [0, null, 3, 3]);
});

test('what was measured holds until the next, and no longer than it may', () => {
  const window = { from: 0, to: 4_000 };
  const held = [
    { t: -5_000, until: 1_000, value: 7 },
    { t: 1_000, until: 2_500, value: 9 },
  ];
  const found = heldSeries('s', held, window);
  assert.deepEqual(found?.mean, [7, 9, 9, null]);
  assert.deepEqual([found?.min[1], found?.max[1]], [7, 9]);
  assert.equal(heldSeries('s', [{ t: 9_000, until: 9_500, value: 1 }], window), null);
});

test('two series of one grid are combined where both have a value; another grid is not guessed', () => {
  const share = (a: number, b: number): number | null => (b === 0 ? null : a / b);
  assert.deepEqual(combined(series([1, 2, null, 4]), series([2, 0, 3, 8]), share)?.mean, [
    0.5,
    null,
    null,
    0.5,
  ]);
  assert.equal(combined(series([1]), { ...series([2]), stepMs: 7 }, share), null);
});
