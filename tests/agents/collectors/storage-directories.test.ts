import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { createDirectoryCount } from '#agents/collectors/storage/directory-count.ts';
import { createDirectoryReader } from '#agents/sources/count-files.ts';
import type { DirectoryReader } from '#agents/sources/count-files.ts';

import { storageHarness, valueOf } from './storage-harness.ts';

const { signal } = new AbortController();

/** A root with two directories and three files, old enough to be settled. */
function tree(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'flash-count-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'a'));
  mkdirSync(join(root, 'b with blank'));
  writeFileSync(join(root, 'a/one.dat'), 'x'.repeat(100));
  writeFileSync(join(root, 'a/two.dat'), 'x'.repeat(20));
  writeFileSync(join(root, 'b with blank/three\n.dat'), 'xxx');
  for (const path of [
    'a/one.dat',
    'a/two.dat',
    'b with blank/three\n.dat',
    'a',
    'b with blank',
    '.',
  ])
    utimesSync(join(root, path), 1_700_000_000, 1_700_000_000);
  return root;
}

/** A reader that notes what was read. */
function noting(root: string) {
  const reader = createDirectoryReader(root, 5_000);
  const read: string[] = [];
  const noted: DirectoryReader = {
    times: reader.times,
    contents(paths, at) {
      read.push(...paths.map((path) => path.slice(root.length)));
      return reader.contents(paths, at);
    },
  };
  return { noted, read };
}

test('totals are counted, and then only directories that changed are read again', async (t) => {
  const root = tree(t);
  const { noted, read } = noting(root);
  const count = createDirectoryCount({ root, reader: noted, now: Date.now, maxDirectories: 100 });
  await count.work(() => false, signal);
  assert.deepEqual({ ...count.totals(), at: 0 }, { bytes: 123, files: 3, directories: 3, at: 0 });
  read.length = 0;
  await count.work(() => false, signal);
  assert.deepEqual(read, []);
  writeFileSync(join(root, 'a/four.dat'), 'x'.repeat(1_000));
  await count.work(() => false, signal);
  assert.deepEqual([read.splice(0), count.totals()?.bytes], [['/a'], 1_123]);
  writeFileSync(join(root, 'a/four.dat'), 'x'.repeat(2_000));
  await count.work(() => false, signal);
  assert.equal(
    count.totals()?.bytes,
    2_123,
    'a young file may grow without moving the time of its directory',
  );
  renameSync(join(root, 'b with blank'), join(root, 'a/b'));
  await count.work(() => false, signal);
  assert.deepEqual([count.totals()?.bytes, count.totals()?.directories], [2_123, 3]);
  rmSync(join(root, 'a'), { recursive: true });
  await count.work(() => false, signal);
  assert.deepEqual([count.totals()?.bytes, count.totals()?.directories], [0, 1]);
});

test('a first count that is under way is said, and gives no number yet', async (t) => {
  const root = tree(t);
  const { noted } = noting(root);
  const count = createDirectoryCount({ root, reader: noted, now: Date.now, maxDirectories: 100 });
  let looks = 0;
  await count.work(() => (looks += 1) > 1, signal);
  assert.deepEqual([count.isUnderWay(), count.totals()], [true, null]);
  await count.work(() => false, signal);
  assert.equal(count.totals()?.files, 3);
  const harness = storageHarness({ directories: [{ name: 'data', path: root }] });
  const round = await harness.round();
  assert.equal(valueOf(round, 'flash_storage_directory_bytes', { directory: 'data' }), 123);
  assert.equal(valueOf(round, 'flash_storage_directory_counting'), 0);
});

test('a root that is missing, a mount that hangs and too many directories give no number', async (t) => {
  const root = tree(t);
  const gone = await storageHarness({
    directories: [{ name: 'data', path: `${root}/no` }],
  }).round();
  assert.deepEqual(
    gone.problems.map(({ reason }) => reason),
    ['missing'],
  );
  assert.equal(valueOf(gone, 'flash_storage_directory_bytes'), undefined);
  const few = storageHarness({ max_directories: 2, directories: [{ name: 'data', path: root }] });
  const many = await few.round();
  assert.deepEqual(
    many.problems.map(({ reason }) => reason),
    ['too large'],
  );
  assert.equal(valueOf(many, 'flash_storage_directory_files'), undefined);
  const reader: DirectoryReader = {
    times: () => Promise.reject(new Error('it did not end within 5 s and was killed')),
    contents: () => Promise.resolve([]),
  };
  const hangs = createDirectoryCount({ root, reader, now: Date.now, maxDirectories: 9 });
  await assert.rejects(
    hangs.work(() => false, signal),
    /was killed/,
  );
  assert.deepEqual([hangs.isUnderWay(), hangs.totals()], [true, null]);
});

test('a directory that may not be read is named, and not counted as empty', async (t) => {
  if (process.getuid?.() === 0) {
    t.skip('root may read everything');
    return;
  }
  const root = tree(t);
  const harness = storageHarness({ directories: [{ name: 'data', path: root, every_s: 60 }] });
  chmodSync(join(root, 'a'), 0o000);
  try {
    for (const time of ['first', 'again']) {
      const round = await harness.round();
      assert.deepEqual(
        round.problems.map(({ reason }) => reason),
        ['unreadable'],
        time,
      );
      assert.equal(valueOf(round, 'flash_storage_directory_unreadable_directories'), 1, time);
      assert.equal(valueOf(round, 'flash_storage_directory_files'), 1, time);
      harness.advance(60_000);
    }
  } finally {
    chmodSync(join(root, 'a'), 0o755);
  }
  assert.equal(valueOf(await harness.round(), 'flash_storage_directory_files'), 3);
});
