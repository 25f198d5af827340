import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createThrottle } from '#agents/sources/throttle.ts';

const MB = 1 << 20;

test('the limit holds inside one long reading, whatever the pieces', async () => {
  let now = 0;
  const throttle = createThrottle(
    10 * MB,
    () => now,
    async (ms) => void (now += ms),
  );
  for (let piece = 0; piece < 1_000; piece += 1) await throttle.take(MB);
  const seconds = now / 1000;
  assert.ok(Math.abs(seconds - (1_000 - 2.5) / 10) < 0.2, `took ${seconds} s`);
});

test('a pause saves up a quarter of a second and no more', async () => {
  let now = 0;
  const throttle = createThrottle(
    100 * MB,
    () => now,
    async (ms) => void (now += ms),
  );
  now = 3_600_000;
  const start = now;
  for (let piece = 0; piece < 25; piece += 1) await throttle.take(MB);
  assert.equal(now, start);
  await throttle.take(100 * MB);
  assert.ok(now - start >= 999);
});

test('no limit waits for nothing, and an aborted one ends its wait', async () => {
  await createThrottle(null).take(1e12);
  const stop = new AbortController();
  const throttle = createThrottle(1);
  const waiting = throttle.take(1e9, stop.signal);
  stop.abort();
  await waiting;
});
