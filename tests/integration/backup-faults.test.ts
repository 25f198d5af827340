/** A backup or a restore that is killed, interrupted, or finds no room leaves nothing that could be taken for one. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { backUp } from '#telemetry/catalogue/backup/back-up.ts';
import { listBackups } from '#telemetry/catalogue/backup/list.ts';
import { makeBackup } from '#telemetry/catalogue/backup/make.ts';
import { readBackupRecord } from '#telemetry/catalogue/backup/record.ts';
import { verifyBackup } from '#telemetry/catalogue/backup/verify.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { runFlash, writeConfig } from '../support/backup/command.ts';
import { startTestCatalogue, testConfig, type TestCatalogue } from '../support/catalogue.ts';
import { createSender, fileFact, readingsFact, T0 } from '../support/facts.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const NODE = 'test-node';
const root = mkdtempSync(join(tmpdir(), 'flash-backup-faults-'));
let source: TestCatalogue;

before(async () => {
  source = await startTestCatalogue();
  const recorder = createRecorder({ pool: source.pools.recorder });
  const files = Array.from({ length: 200 }, (_, n) =>
    fileFact({ name: `quax_${String(n)}.dat`, takenAt: T0 + n * 2_190 }),
  );
  const batch = createSender().batch([...files, readingsFact('f/x', [[T0, 0.1, 'good']])]);
  assert.equal((await recorder.record(batch)).status, 200);
  await recorder.close();
  writeConfig(source.home);
});
after(async () => {
  await source[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

const connect = () => source.catalogue.openAdministrator();

const make = (extra: Partial<Parameters<typeof makeBackup>[0]> = {}) =>
  makeBackup({
    connect,
    directory: join(root, 'backups'),
    owner: NODE,
    reason: 'command',
    clock: systemClock,
    signal: new AbortController().signal,
    ...extra,
  });

test('killed at any point there is no backup, or a whole one; the next one clears away what was left', async () => {
  const out = join(root, 'killed');
  const points = [
    'backup:table:1',
    'backup:table:17',
    'backup:before-manifest',
    'backup:before-rename',
    'backup:renamed',
  ];
  for (const fault of points) {
    const { code } = await runFlash(source.home, ['backup', '--out', out], { fault });
    assert.equal(code, null, `${fault} was not reached`);
    const found = await listBackups(out, NODE);
    assert.equal(found.length, fault === 'backup:renamed' ? 1 : 0, fault);
    assert.equal(
      readdirSync(out).filter((name) => name.endsWith('.partial')).length,
      found.length === 0 ? 1 : 0,
    );
    for (const { name } of found) await verifyBackup(join(out, name), {});
  }
  const { code, stdout, stderr } = await runFlash(source.home, ['backup', '--out', out]);
  assert.equal(code, 0, stderr);
  await verifyBackup(stdout.trim(), {});
  assert.deepEqual(
    readdirSync(out).filter((name) => name.endsWith('.partial')),
    [],
  );
});

test('a restore that is killed keeps everybody out until the same command has done it anew', async () => {
  const { folder, manifest } = await make();
  const home = join(root, 'cut-short');
  writeConfig(home);
  const { code } = await runFlash(home, ['restore', folder], { fault: 'restore:table:12' });
  assert.equal(code, null);
  const looked = await runFlash(home, ['run', 'list']);
  assert.equal(looked.code, 1);
  assert.match(
    looked.stderr,
    /cannot open the catalogue: flash: a restore was cut short, and what is there is not whole/,
  );
  const again = await runFlash(home, ['restore', folder]);
  assert.equal(again.code, 0, again.stderr);
  await using catalogue = await openCatalogue({ config: testConfig(home), mode: 'hold' });
  const [row] = await catalogue.pools.publisher.query<{ n: number }[]>(
    'SELECT COUNT(*) AS n FROM file',
  );
  assert.equal(row?.n, manifest.tables.find(({ name }) => name === 'file')?.rows);
});

test('copied elsewhere and read back, rotated in both places; a missing mount is said and makes no folder', async () => {
  const [directory, copies] = [join(root, 'here'), join(root, 'there')];
  const backup = { directory, copy_to: copies, keep_daily: 2, keep_weekly: 0 };
  const config = testConfig(source.home, { settings: { backup } });
  let now = Date.UTC(2026, 10, 20, 3);
  const run = () =>
    backUp({
      config,
      connect,
      reason: 'nightly',
      log: silentLog,
      signal: new AbortController().signal,
      clock: { now: () => now, monotonic: () => 0 },
    });
  const first = await run();
  assert.match(
    first.copyFailed ?? '',
    /cannot copy the backup: .*there: it is not there \(ENOENT\)/,
  );
  assert.deepEqual((await readBackupRecord(source.pools.publisher)).copy, {
    directory: copies,
    last_good_ms: null,
    failed: first.copyFailed,
  });
  mkdirSync(copies);
  for (let night = 1; night <= 3; night += 1) {
    now += 86_400_000;
    assert.equal((await run()).copyFailed, null);
  }
  const names = ['test-node-20261122T030000Z-nightly', 'test-node-20261123T030000Z-nightly'];
  for (const place of [directory, copies]) {
    assert.deepEqual(
      readdirSync(place)
        .filter((name) => !name.startsWith('.'))
        .toSorted(),
      names,
    );
    for (const name of names) await verifyBackup(join(place, name), {});
  }
  const { last_good: good, last_try: last, copy } = await readBackupRecord(source.pools.publisher);
  assert.deepEqual(
    [good?.name, good?.snapshot_ms, last?.failed, copy?.last_good_ms],
    [names[1], now, null, now],
  );
});

test('two at once in one place: the one that comes later is told who makes the other', async () => {
  const directory = join(root, 'two');
  const both = await Promise.allSettled([make({ directory }), make({ directory })]);
  // Which of them is first is for the disk to say.
  const refused = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  assert.equal(refused.length, 1);
  assert.match(refused[0] ?? '', /process \d+ is making a backup there/);
});

test('two that begin in the same second have names of their own', async () => {
  const directory = join(root, 'same-second');
  let now = Date.UTC(2026, 10, 20, 3);
  // Goes on at every look: the first backup looks twice, and the second begins within the same second.
  const clock = { now: () => (now += 300), monotonic: () => 0 };
  const first = await make({ directory, clock });
  const second = await make({ directory, clock });
  assert.notEqual(first.folder, second.folder);
  assert.equal((await listBackups(directory, NODE)).length, 2);
});

test('a disk that is too full leaves nothing, and says how much is missing', async (t) => {
  const disk = mountSmallDisk(t, 1);
  if (disk === null) return;
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(1_040_000));
  const directory = join(disk, 'backups');
  await assert.rejects(make({ directory }), {
    message:
      /cannot back up the catalogue: .*: its disk is too full: about [\d.]+ kB are needed, [\d.]+ k?B are free, [\d.]+ kB are missing$/,
  });
  assert.deepEqual(readdirSync(directory), []);
});

test('an interrupted one says so, and leaves nothing', async () => {
  const stop = new AbortController();
  const directory = join(root, 'interrupted');
  const making = make({
    directory,
    signal: stop.signal,
    onTable: (_, n) => n === 8 && stop.abort(),
  });
  await assert.rejects(making, { message: /it was interrupted; nothing is left of it/ });
  assert.deepEqual(readdirSync(directory), []);
});
