import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketWidth, intoBuckets, short } from '#site/snapshot/buckets.ts';

const at = (t: number, value: number) => ({ t, n: 1, min: value, max: value, mean: value });

test('a span fits into at most so many buckets of a round width', () => {
  assert.equal(bucketWidth(400_000, 400), 1_000);
  assert.equal(bucketWidth(400_001, 400), 2_000);
  assert.equal(bucketWidth(6 * 3_600_000, 400), 60_000);
  assert.equal(bucketWidth(10 * 365 * 86_400_000, 400), 10 * 86_400_000);
});

test('a width is never below the cadence of what is drawn', () => {
  assert.equal(bucketWidth(60_000, 400, 15_000), 15_000);
});

test('a bucket without a sample is a gap, and a spike survives', () => {
  const series = intoBuckets([at(0, 1), at(500, 9), at(2_500, 2)], 0, 3_999, 1_000);
  assert.deepEqual(series.min, [1, null, 2, null]);
  assert.deepEqual(series.max, [9, null, 2, null]);
  assert.deepEqual(series.mean, [5, null, 2, null]);
});

test('means are weighted by how many readings each sample stands for', () => {
  const samples = [
    { t: 0, n: 3, min: 1, max: 1, mean: 1 },
    { t: 10, n: 1, min: 5, max: 5, mean: 5 },
  ];
  assert.deepEqual(intoBuckets(samples, 0, 0, 1_000).mean, [2]);
});

test('samples outside of the span are left out', () => {
  assert.deepEqual(intoBuckets([at(-1, 7), at(5_000, 7)], 0, 999, 1_000).max, [null]);
});

test('numbers are shortened, null stays null', () => {
  assert.equal(short(0.030_123_456_789), 0.030_123_5);
  assert.equal(short(null), null);
});
