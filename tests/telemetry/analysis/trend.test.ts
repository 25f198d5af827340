import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trendOf } from '#telemetry/analysis/trend.ts';

/** An hour of minutes. */
const TIMES = Array.from({ length: 60 }, (_, i) => i * 60_000);
const hour = (value: (minute: number) => number): number | null =>
  trendOf(
    TIMES,
    TIMES.map((_, i) => value(i)),
  );
/** Between -1 and 1, the same in every run. */
const noise = (i: number): number => Math.sin(i * 12.9898) * Math.cos(i * 78.233);

test('a line has its slope, per second, through noise', () => {
  assert.equal(
    hour((i) => 30 + i / 60),
    1 / 3_600,
  );
  assert.ok(Math.abs((hour((i) => 30 + i / 10 + noise(i)) ?? 0) * 600 - 1) < 0.05);
});

test('what stays where it is has none, with noise or without', () => {
  assert.equal(
    hour(() => 8),
    0,
  );
  assert.equal(
    hour((i) => 8 + 0.01 * noise(i)),
    0,
  );
});

test('a jump at any minute, and a peak that is over, are no trend', () => {
  for (let minute = 1; minute < 60; minute += 1)
    for (const [from, to] of [
      [30, 3_600],
      [8, 0],
      [8, 7.7],
    ] as const)
      assert.equal(
        hour((i) => (i < minute ? from : to) + 0.001 * noise(i)),
        null,
        `${from} to ${to} at minute ${minute}`,
      );
  assert.equal(
    hour((i) => (i > 20 && i < 30 ? 3_600 : 30)),
    null,
  );
  assert.equal(
    hour((i) => (i > 50 && i < 55 ? 7.5 : 8)),
    null,
  );
  assert.equal(
    hour((i) => 30 + 20 * Math.exp(-((i - 25) ** 2) / 20)),
    null,
  );
});

test('a warming or cooling that is no straight line has its slope still', () => {
  const warming = hour((i) => 30 + 500 * Math.exp((i - 60) / 30)) ?? 0;
  assert.ok(warming > 0.05, String(warming));
  const cooling = hour((i) => 4 + 20 * Math.exp(-i / 40)) ?? 0;
  assert.ok(cooling < -0.003, String(cooling));
});

test('one value is none', () => {
  assert.equal(trendOf([0], [1]), null);
});
