import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createWallClock } from '#telemetry/otel/wall-clock.ts';

test('it goes on within a millisecond, and follows a system clock that was stepped', () => {
  let system = 1_000_000;
  let elapsed = 0;
  const now = createWallClock(
    () => Math.floor(system),
    () => elapsed,
    1_000_000,
  );
  const pass = (ms: number): number => {
    system += ms;
    elapsed += ms;
    return now();
  };
  assert.equal(pass(0.25), 1_000_000.25);
  assert.equal(pass(0.25), 1_000_000.5, 'two spans of one millisecond have an order');
  system += 60_000;
  assert.ok(Math.abs(pass(1) - system) <= 1, 'set forward');
  assert.ok(pass(0.25) > system - 2);
  system -= 3_600_000;
  assert.ok(Math.abs(pass(1) - system) <= 1, 'set back');
});
