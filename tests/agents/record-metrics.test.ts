import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createMetricRecorder, recordChannel } from '#agents/record-metrics.ts';
import { batchJobs } from '#telemetry/metrics/batch.ts';
import { storageReadOnly, storageUsed } from '#telemetry/metrics/storage.ts';

const used = { metric: storageUsed, labels: { volume: 'daq disk' }, value: 5 };

test('a metric that is recorded declares its channel once and is read at its interval', () => {
  const recorder = createMetricRecorder('lnf-daq', 15_000);
  const free = { metric: storageReadOnly, labels: { volume: 'daq disk' }, value: 7 };
  assert.deepEqual(recorder.facts([used, free], 1_000, 0), [
    {
      kind: 'channel',
      name: 'lnf-daq/flash.storage.usage/volume=daq disk',
      device: 'lnf-daq',
      quantity: 'size',
      unit: 'By',
      label: 'Bytes in use on the volume',
      staleAfterMs: 180_000,
    },
    {
      kind: 'readings',
      channel: 'lnf-daq/flash.storage.usage/volume=daq disk',
      values: [[1_000, 5, 'good']],
      origin: 'live',
    },
  ]);
  assert.deepEqual(recorder.facts([used], 60_999, 59_999), []);
  assert.equal(recorder.facts([used], 61_000, 60_000).length, 1);
});

test("the channel's labels are in the order of the definition", () => {
  const labels = { state: 'idle', batch_instance: 'ce01', batch_system: 'htcondor' };
  assert.equal(
    recordChannel('n', { metric: batchJobs, labels, value: 1 }),
    'n/flash.batch.jobs/batch_system=htcondor,batch_instance=ce01,state=idle',
  );
});

test('a clock that is set back or forward changes the stamps, and not when they are due', () => {
  const recorder = createMetricRecorder('n', 15_000);
  const times: number[] = [];
  const clock = [0, 3_600_000, -7_200_000, 90_000, 0];
  for (const [n, step] of clock.entries())
    for (const fact of recorder.facts([used], 1e12 + n * 60_000 + step, n * 60_000))
      if (fact.kind === 'readings') times.push(fact.values[0]?.[0] ?? 0);
  assert.deepEqual(
    times,
    clock.map((step, n) => 1e12 + n * 60_000 + step),
  );
});
