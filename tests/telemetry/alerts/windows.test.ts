/** What is asked of the values of a span: as Prometheus defines it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWindow, increaseOf, slopeOf } from '#telemetry/alerts/windows.ts';

const MINUTE = 60_000;

test('mean and extremes are of the values in the span', () => {
  const window = createWindow(10 * MINUTE);
  [4, 2, 8, 6].forEach((value, i) => window.put(i * MINUTE, value));
  assert.equal(window.avg(0, 3 * MINUTE), 5);
  assert.equal(window.max(0, 3 * MINUTE), 8);
  assert.equal(window.min(0, 3 * MINUTE), 2);
  assert.equal(window.min(2 * MINUTE, 3 * MINUTE), 6);
  assert.equal(window.max(4 * MINUTE, 5 * MINUTE), null);
});

test('a value that was put is seen at once, and one that left the span no more', () => {
  const window = createWindow(MINUTE);
  window.put(0, 9);
  assert.equal(window.max(0, 1_000), 9);
  window.put(30_000, 11);
  assert.equal(window.max(0, 30_000), 11);
  assert.equal(window.max(20_000, 50_000), 11);
  assert.equal(window.min(31_000, 61_000), null);
});

test('memory is bounded: a long window of a fast series keeps its shape, and the newest value exactly', () => {
  const window = createWindow(24 * 60 * MINUTE);
  for (let i = 0; i <= 86_400; i += 1) window.put(i * 1_000, i);
  assert.equal(window.max(0, 86_400_000), 86_400);
  const mean = window.avg(0, 86_400_000) ?? 0;
  assert.ok(Math.abs(mean - 43_200) < 200, String(mean));
});

test('increase extrapolates to the ends as Prometheus does, and takes a restart as one from 0', () => {
  // 0 to 60 s at steps of 15 s, asked over 75 s at 60 s: the first value lies 15 s inside.
  const times = [0, 15, 30, 45, 60].map((t) => t * 1_000);
  assert.equal(increaseOf(times, [0, 1, 2, 3, 4], -15_000, 60_000), 4);
  assert.equal(increaseOf(times, [10, 11, 12, 13, 14], -15_000, 60_000), 5);
  assert.equal(increaseOf(times, [5, 6, 0, 1, 2], 0, 60_000), 3);
  assert.equal(increaseOf([0], [3], 0, 60_000), null);
});

test('a slope is that of the line of least squares', () => {
  assert.equal(slopeOf([0, 1_000, 2_000], [1, 3, 5]), 2);
  assert.equal(slopeOf([0], [1]), null);
  assert.equal(slopeOf([5, 5], [1, 2]), null);
});
