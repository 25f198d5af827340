/** When a volume is full, from its growth; what cannot be said is not said. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forecast, growthOf, usedBy } from '#telemetry/analysis/forecast.ts';

const HOUR = 3_600_000;

test('growth is the line of least squares through an hour and more; answers that failed are left out', () => {
  const points = Array.from({ length: 7 }, (_, i) => ({ at: i * HOUR, used: 100 + i * 3_600 }));
  assert.equal(growthOf(points), 1);
  assert.equal(growthOf([...points, { at: 7 * HOUR, used: null }]), 1);
  assert.equal(growthOf(points.slice(0, 1)), null);
  assert.equal(
    growthOf([
      { at: 0, used: 1 },
      { at: HOUR - 1, used: 2 },
    ]),
    null,
    'under an hour a growth is a guess',
  );
  assert.equal(growthOf([]), null);
});

test('a volume fills at its growth, or not, or nobody knows', () => {
  const volume = { at: 1_000, used: 60, capacity: 100, growth: 2 };
  assert.deepEqual(forecast(volume), { kind: 'fills', at: 21_000 });
  assert.deepEqual(forecast({ ...volume, growth: 0 }), { kind: 'steady' });
  assert.deepEqual(forecast({ ...volume, growth: -1 }), { kind: 'steady' });
  assert.deepEqual(forecast({ ...volume, used: 100 }), { kind: 'fills', at: 1_000 });
  for (const unknown of [{ used: null }, { capacity: null }, { growth: null }])
    assert.equal(forecast({ ...volume, ...unknown }).kind, 'unknown');
});

test('what is used at the end of a campaign, at most all of it', () => {
  const volume = { at: 0, used: 60, capacity: 100, growth: 2 };
  assert.equal(usedBy(volume, 10_000), 80);
  assert.equal(usedBy(volume, 60_000), 100);
  assert.equal(usedBy({ ...volume, capacity: null }, 60_000), 180);
  assert.equal(usedBy(volume, -1), null);
  assert.equal(usedBy({ ...volume, growth: null }, 1), null);
});
