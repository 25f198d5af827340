import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { storageSchema } from '#agents/collectors/storage.schema.ts';
import { createMountWatch } from '#agents/collectors/storage/mount-watch.ts';
import { createVolumes } from '#agents/collectors/storage/volumes.ts';
import { parseStatfs } from '#agents/formats/statfs.ts';
import type { Mount } from '#agents/formats/mountinfo.ts';
import { createVolumeProbe } from '#agents/sources/volume.ts';

import { collectorContext } from './context.ts';
import { storageHarness, T0, valueOf } from './storage-harness.ts';

const { signal } = new AbortController();

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'flash-storage-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a volume gives its figures and a usage fact; one that does not answer is unknown, not empty', async (t) => {
  const path = folder(t);
  writeFileSync(join(path, 'small.txt'), 'a small file');
  const harness = storageHarness({
    volumes: [
      { name: 'tmp', path, label: 'Scratch', role: 'storage' },
      { name: 'gone', path: '/nowhere/at/all' },
    ],
  });
  const round = await harness.round();
  const value = (name: string, volume: string) => valueOf(round, name, { volume });
  assert.equal(value('flash_storage_probe_up', 'tmp'), 1);
  assert.equal(value('flash_storage_probe_up', 'gone'), 0);
  assert.ok((value('flash_storage_size_bytes', 'tmp') ?? 0) > 1e6);
  assert.equal(value('flash_storage_size_bytes', 'gone'), undefined);
  assert.ok((value('flash_storage_read_duration_seconds', 'tmp') ?? -1) > 0);
  assert.equal(value('flash_storage_mount_info', 'tmp'), 1);
  assert.deepEqual(
    round.problems.map(({ reason, subject }) => [reason, subject]),
    [['missing', '/nowhere/at/all']],
  );
  const [one, two] = round.facts;
  assert.deepEqual(
    { ...one, used: 0, capacity: 0 },
    {
      kind: 'usage',
      resource: 'test/tmp',
      label: 'Scratch',
      role: 'storage',
      unit: 'By',
      at: T0,
      used: 0,
      capacity: 0,
    },
  );
  assert.ok(two?.kind === 'usage' && two.used === null && two.capacity === null);
  assert.deepEqual((await harness.round()).facts, [], 'once a minute');
});

test('a volume without a small file has no latency; a configured one that is missing is a problem', async (t) => {
  const path = folder(t);
  const none = await storageHarness({ volumes: [{ name: 'a', path }] }).round();
  assert.equal(valueOf(none, 'flash_storage_read_duration_seconds'), undefined);
  assert.deepEqual(none.problems, []);
  const read_file = join(path, 'canary');
  const missing = await storageHarness({ volumes: [{ name: 'a', path, read_file }] }).round();
  assert.deepEqual(
    missing.problems.map(({ reason }) => reason),
    ['missing'],
  );
  assert.equal(valueOf(missing, 'flash_storage_probe_up'), 1);
});

test('a mount that hangs (a FIFO stands in for it) costs one killed child, not the round', async (t) => {
  const path = folder(t);
  const fifo = join(path, 'fifo');
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', fifo]);
  const settings = {
    timeout_s: 0.3,
    volumes: [
      { name: 'hangs', path, read_file: fifo },
      { name: 'same mount', path },
    ],
  };
  const round = await storageHarness(settings).round();
  assert.match(round.problems[0]?.message ?? '', /did not end within 0\.3 s and was killed/);
  assert.equal(valueOf(round, 'flash_storage_probe_up', { volume: 'hangs' }), 1);
  assert.equal(
    valueOf(round, 'flash_storage_read_duration_seconds', { volume: 'hangs' }),
    undefined,
  );
});

test('a child that cannot be killed is not followed by another', async () => {
  const command = ['sh', '-c', 'trap "" TERM; exec sleep 30'];
  const probe = createVolumeProbe({ path: '/x', timeoutMs: 200, command });
  const first = probe.ask(signal);
  await assert.rejects(probe.ask(signal), /earlier question has not come back/);
  await assert.rejects(first, /did not end within 0\.2 s and was killed/);
});

test('a stale handle is told by its name', async () => {
  const command = [
    'sh',
    '-c',
    'echo "stat: cannot read file system: Stale file handle" >&2; exit 1',
  ];
  const probe = createVolumeProbe({ path: '/x', timeoutMs: 5_000, command });
  await assert.rejects(probe.ask(signal), /Stale file handle/);
});

const NFS: Mount = {
  device: '0:45',
  mountPoint: '/mnt/d',
  type: 'nfs4',
  source: 'nas.example:/d',
  isReadOnly: false,
  options: 'vers=4.2',
};

function volume(more = {}) {
  const settings = storageSchema.parse({ volumes: [{ name: 'd', path: '/mnt/d', ...more }] });
  const [first] = settings.volumes;
  assert.ok(first !== undefined);
  return first;
}

test('a mount that becomes read-only is noticed, also over a restart; one that always was is not', () => {
  const reasons = (watch: ReturnType<typeof createMountWatch>, mount: Mount | null) =>
    watch.look(mount).map(({ reason }) => reason);
  const watch = createMountWatch(volume(), null);
  assert.deepEqual(reasons(watch, NFS), []);
  assert.deepEqual(reasons(watch, { ...NFS, isReadOnly: true }), ['read-only']);
  const later = createMountWatch(volume(), watch.remembered());
  assert.deepEqual(reasons(later, { ...NFS, isReadOnly: true }), ['read-only']);
  assert.deepEqual(reasons(later, { ...NFS, source: 'other:/d' }), ['mount changed']);
  assert.deepEqual(reasons(later, { ...NFS, source: 'other:/d' }), []);
  assert.deepEqual(reasons(later, { ...NFS, type: 'autofs', source: 'auto' }), []);
  const always = createMountWatch(volume(), null);
  assert.deepEqual(reasons(always, { ...NFS, isReadOnly: true }), []);
  const allowed = createMountWatch(volume({ read_only: true }), watch.remembered());
  assert.deepEqual(reasons(allowed, { ...NFS, isReadOnly: true }), []);
});

test('a volume that must be mounted and is not gives no figures of the disk below', async (t) => {
  const path = folder(t);
  const settings = storageSchema.parse({ volumes: [{ name: 'd', path, mounted: true }] });
  const below: Mount = { ...NFS, mountPoint: '/', type: 'ext4', source: '/dev/sda1' };
  const part = createVolumes(settings, collectorContext(), () => Promise.resolve([below]));
  const round = await part.turn();
  assert.deepEqual(
    round.problems.map(({ reason }) => reason),
    ['not mounted'],
  );
  assert.equal(valueOf(round, 'flash_storage_used_bytes'), undefined);
  assert.equal(valueOf(round, 'flash_storage_probe_up'), 0);
  const [fact] = round.facts;
  assert.ok(fact?.kind === 'usage' && fact.used === null);
});

test('statfs is parsed; a file system without inode limit has none', () => {
  assert.deepEqual(parseStatfs('4096 100 40 30 1000 900\n'), {
    sizeBytes: 409_600,
    usedBytes: 245_760,
    freeBytes: 122_880,
    inodes: 1_000,
    freeInodes: 900,
  });
  assert.equal(parseStatfs('4096 100 40 30 0 0')?.freeInodes, null);
  assert.equal(parseStatfs('stat: cannot'), null);
  assert.equal(parseStatfs('4096 0 0 0 0 0'), null);
});

test('its settings are strict', () => {
  const isFine = (value: unknown) => storageSchema.safeParse(value).success;
  assert.ok(isFine({ volumes: [{ name: 'a', path: '/a' }] }));
  assert.ok(!isFine({ volumes: [] }));
  assert.ok(!isFine({ volumes: [{ name: 'a', path: 'a' }] }));
  assert.ok(!isFine({ volumes: [{ name: 'a', path: '/a', size: 1 }] }));
  const list = { kind: 'listing', location: 'a', mirrors: '/mnt/d', file: '/a' };
  assert.ok(isFine({ copies: [list, { ...list, location: 'b' }] }));
  assert.ok(!isFine({ copies: [list, list] }));
  assert.ok(!isFine({ copies: [{ ...list, kind: 'ftp' }] }));
});
