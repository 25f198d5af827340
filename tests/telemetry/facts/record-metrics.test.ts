import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createMetricRecorder } from '#telemetry/facts/record-metrics.ts';
import { batchJobs } from '#telemetry/metrics/batch.ts';
import { nodeLastHeartbeat } from '#telemetry/metrics/hub.ts';
import { recordChannel } from '#telemetry/metrics/recorded-name.ts';
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
    recordChannel('n', { metric: batchJobs, labels }),
    'n/flash.batch.jobs/batch_system=htcondor,batch_instance=ce01,state=idle',
  );
});

test('of a time its age is recorded, as it is at the reading', () => {
  const recorder = createMetricRecorder('hub', 5_000);
  const heard = { metric: nodeLastHeartbeat, labels: { node: 'lnf-daq' }, value: 990 };
  const channel = 'hub/flash.node.last_heartbeat.age/node=lnf-daq';
  assert.deepEqual(recorder.facts([heard], 1_000_000, 0), [
    {
      kind: 'channel',
      name: channel,
      device: 'hub',
      quantity: 'duration',
      unit: 's',
      label: 'How long ago the hub last heard from the agent',
      staleAfterMs: 180_000,
    },
    { kind: 'readings', channel, values: [[1_000_000, 10, 'good']], origin: 'live' },
  ]);
});

test('looks that come late do not move the next ones, nor does a pause', () => {
  const recorder = createMetricRecorder('n', 15_000);
  const looks = [0, 64_000, 120_000, 183_000, 240_000, 500_000, 539_000, 540_000];
  const due = looks.filter((at) => recorder.facts([used], at, at).length > 0);
  assert.deepEqual(due, [0, 64_000, 120_000, 183_000, 240_000, 500_000, 540_000]);
});

test('what comes later is read at once, and then with all others', () => {
  const recorder = createMetricRecorder('n', 5_000);
  const volumes = ['a', 'b', 'c'].map((volume) => ({ ...used, labels: { volume } }));
  const counts: number[] = [];
  for (let look = 0; look <= 24; look += 1) {
    const seen = volumes.slice(0, Math.min(3, 1 + Math.floor(look / 3)));
    const facts = recorder.facts(seen, look * 5_000, 7_000 + look * 5_000);
    counts.push(facts.filter(({ kind }) => kind === 'readings').length);
  }
  assert.deepEqual(
    counts.flatMap((count, look) => (count > 0 ? [`${count} at ${look * 5} s`] : [])),
    ['1 at 0 s', '1 at 15 s', '1 at 30 s', '3 at 55 s', '3 at 115 s'],
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
