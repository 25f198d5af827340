import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearestNames } from '#telemetry/config/nearest-name.ts';

test('the nearest names come first, whatever their case, and no more than asked for', () => {
  const names = ['magnet/field', 'fridge/ch3-t', 'fridge/ch6-t', 'fridge/flow'];
  assert.deepEqual(nearestNames('Fridge/CH6', names, 2), ['fridge/ch6-t', 'fridge/ch3-t']);
  assert.deepEqual(nearestNames('magnet/feild', names, 1), ['magnet/field']);
  assert.deepEqual(nearestNames('x', [], 3), []);
});
