/** Throughput is 0 only while somebody watched; time that nobody watched gives nothing. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { createRateMeter } from '#agents/collectors/daq/rate.ts';

test('each watched window gives its bytes at its end, and 0 where nothing came', () => {
  const meter = createRateMeter({ lagMs: 5_000 });
  assert.deepEqual(meter.look(1_000), []);
  meter.add(12_000, 500);
  meter.add(19_999, 500);
  const readings = [];
  for (let now = 10_000; now <= 40_000; now += 5_000) readings.push(...meter.look(now));
  assert.deepEqual(readings, [
    { t: 20_000, bytesPerSecond: 100 },
    { t: 30_000, bytesPerSecond: 0 },
  ]);
});

test('the window in which the watch began is not given', () => {
  const meter = createRateMeter({ lagMs: 0 });
  meter.look(5_000);
  meter.add(7_000, 1_000);
  assert.deepEqual(meter.look(10_000), []);
  assert.deepEqual(
    meter.look(20_000).map(({ t }) => t),
    [20_000],
  );
});

test('files that came while nobody watched count nowhere', () => {
  const meter = createRateMeter({ lagMs: 0 });
  meter.look(100_000);
  meter.add(20_000, 1_000_000);
  assert.deepEqual(
    meter.look(120_000).map(({ bytesPerSecond }) => bytesPerSecond),
    [0],
  );
});

test('a pause of the agent, or of the disk, is a gap', () => {
  const meter = createRateMeter({ lagMs: 0 });
  meter.look(0);
  assert.equal(meter.look(20_000).length, 1);
  assert.deepEqual(meter.look(200_000), []);
  assert.deepEqual(
    meter.look(220_000).map(({ t }) => t),
    [220_000],
  );
  meter.blind();
  assert.deepEqual(meter.look(225_000), []);
});
