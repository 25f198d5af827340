import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { storage } from '#agents/collectors/storage.ts';
import { parseStatfs } from '#agents/formats/statfs.ts';
import { createVolumeProbe } from '#agents/sources/volume.ts';

import { collectorContext } from './context.ts';

const volumes = [
  { name: 'tmp', path: tmpdir(), label: 'Scratch', role: 'storage' },
  { name: 'gone', path: '/nowhere/at/all', role: 'other' },
];

test('a volume gives its figures and a usage fact; one that does not answer is unknown, not empty', async () => {
  const collector = storage.create({ volumes, timeout_s: 5, usage_s: 60 }, collectorContext());
  const round = await collector.collect();
  const value = (name: string, volume: string): number | undefined =>
    round.observations.find(
      ({ metric, labels }) => metric.exposition === name && labels['volume'] === volume,
    )?.value;
  assert.equal(value('flash_storage_probe_up', 'tmp'), 1);
  assert.equal(value('flash_storage_probe_up', 'gone'), 0);
  assert.ok((value('flash_storage_size_bytes', 'tmp') ?? 0) > 1e6);
  assert.equal(value('flash_storage_size_bytes', 'gone'), undefined);
  assert.equal(round.problems.length, 1);
  const [one, two] = round.facts;
  assert.deepEqual(
    { ...one, used: 0, capacity: 0 },
    {
      kind: 'usage',
      resource: 'test/tmp',
      label: 'Scratch',
      role: 'storage',
      unit: 'By',
      at: Date.UTC(2026, 10, 23, 10),
      used: 0,
      capacity: 0,
    },
  );
  assert.ok(two?.kind === 'usage' && two.used === null && two.capacity === null);
  assert.deepEqual((await collector.collect()).facts, [], 'once a minute');
});

test('a volume that hangs is killed in time and not asked twice at once', async () => {
  const command = ['sh', '-c', 'trap "" TERM; exec sleep 30'];
  const probe = createVolumeProbe({ path: '/x', timeoutMs: 200, command });
  const { signal } = new AbortController();
  const first = probe.ask(signal);
  await assert.rejects(probe.ask(signal), /earlier question has not come back/);
  await assert.rejects(first, /did not end within 0\.2 s and was killed/);
});

test('statfs is parsed; a file system without inode limit has none', () => {
  assert.deepEqual(parseStatfs('4096 100 40 30 1000 900\n'), {
    sizeBytes: 409_600,
    usedBytes: 245_760,
    freeBytes: 122_880,
    freeInodes: 900,
  });
  assert.equal(parseStatfs('4096 100 40 30 0 0')?.freeInodes, null);
  assert.equal(parseStatfs('stat: cannot'), null);
  assert.equal(parseStatfs('4096 0 0 0 0 0'), null);
});

test('its settings are strict', async () => {
  const schema = await storage.schema();
  assert.ok(schema.safeParse({ volumes: [{ name: 'a', path: '/a' }] }).success);
  assert.ok(!schema.safeParse({ volumes: [] }).success);
  assert.ok(!schema.safeParse({ volumes: [{ name: 'a', path: 'a' }] }).success);
  assert.ok(!schema.safeParse({ volumes: [{ name: 'a', path: '/a', size: 1 }] }).success);
});
