import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { copiesOf, storageHarness, T0, valueOf } from './storage-harness.ts';
import { addFile, OLD, RUN, startWalk } from './webdav-place.ts';

test('a walk gives a fact with its evidence for every file of a run, once', async (t) => {
  const { double, harness } = await startWalk(t);
  double.files.set('readme.txt', { bytes: 1, adler32: null, modifiedAt: OLD });
  const first = await harness.round();
  const copies = copiesOf(first);
  assert.deepEqual(
    copies.map(({ name }) => name),
    ['q_1.dat', 'q_2.dat', 'q_3.dat'],
  );
  assert.deepEqual(copies[0], {
    kind: 'replica',
    campaign: 'Run_2026.11-QUAX',
    run: `/mnt/d/${RUN}`,
    name: 'q_1.dat',
    location: 'cnaf-tape',
    uri: `${double.url.replace('http', 'dav')}Run_2026.11-QUAX/presa%20dati%201/q_1.dat`,
    state: 'present',
    locality: 'unknown',
    at: T0,
    verified: null,
    why: null,
    evidence: { by: 'head', bytes: 34, adler32: '00000001' },
  });
  assert.deepEqual(first.problems, []);
  const of = (state: string) => valueOf(first, 'flash_storage_copies', { state });
  assert.deepEqual([of('listed'), of('digest'), of('no_digest')], [3, 3, 0]);
  assert.equal(valueOf(first, 'flash_storage_copies_bytes'), 102);
  const before = double.requests.length;
  harness.advance(15_000);
  assert.deepEqual((await harness.round()).facts, []);
  assert.equal(double.requests.length, before, 'no pass is due');
});

test('a new file is asked for alone, also after a restart; a directory that did not change is not read', async (t) => {
  const { double, harness } = await startWalk(t);
  await harness.round();
  harness.advance(3_600_000);
  double.requests.length = 0;
  assert.deepEqual((await harness.round()).facts, []);
  assert.deepEqual(double.requests, ['PROPFIND /quax/', 'PROPFIND /quax/Run_2026.11-QUAX/']);
  addFile(double, 4, { modifiedAt: T0 + 3_000_000 });
  const again = harness.restart();
  t.after(() => again.collector.stop?.());
  again.advance(3_600_000);
  const round = await again.round();
  assert.deepEqual(
    copiesOf(round).map(({ name }) => name),
    ['q_4.dat'],
  );
  assert.equal(valueOf(round, 'flash_storage_copies', { state: 'digest' }), 4);
});

test('an old file that is put in later is found; what is gone is told by the whole list', async (t) => {
  const { double, harness } = await startWalk(t);
  await harness.round();
  double.files.set(`${RUN}/a_0.dat`, { bytes: 1, adler32: null, modifiedAt: OLD - 7_200_000 });
  addFile(double, 4, { modifiedAt: T0 + 1_000 });
  harness.advance(3_600_000);
  const round = await harness.round();
  assert.ok(
    copiesOf(round).some(({ name, evidence }) => name === 'a_0.dat' && evidence?.adler32 === null),
  );
  double.files.delete(`${RUN}/q_2.dat`);
  addFile(double, 5, { modifiedAt: T0 + 3_700_000 });
  harness.advance(3_600_000);
  const lists = (await harness.round()).facts.filter(({ kind }) => kind === 'copy-list');
  const [list] = lists;
  assert.ok(list?.kind === 'copy-list' && lists.length === 1);
  assert.deepEqual(list.names.toSorted(), ['a_0.dat', 'q_1.dat', 'q_3.dat', 'q_4.dat', 'q_5.dat']);
});

test('checksums of a list save the asking for each file', async (t) => {
  const { double, harness } = await startWalk(t);
  double.hasChecksumProperty.value = true;
  const copies = copiesOf(await harness.round());
  assert.deepEqual(
    copies.map(({ evidence }) => evidence?.by),
    Array(3).fill('propfind'),
  );
  assert.ok(double.requests.every((one) => one.startsWith('PROPFIND')));
});

test('the tape system says where files lie; a stub has no checksum; a file that is not on tape yet is asked for again', async (t) => {
  const { double, harness } = await startWalk(t, { tape: 'discover' });
  addFile(double, 1, { locality: 'TAPE', isStub: true });
  addFile(double, 2, { locality: 'DISK_AND_TAPE' });
  addFile(double, 4, { locality: 'UNAVAILABLE' });
  addFile(double, 5, { locality: 'LOST', isStub: true });
  const round = await harness.round();
  assert.deepEqual(
    copiesOf(round).map(({ state, locality, evidence }) => [
      state,
      locality,
      evidence?.adler32 ?? null,
    ]),
    [
      ['present', 'tape', null],
      ['present', 'both', '00000002'],
      ['present', 'disk', '00000003'],
      ['unavailable', 'unknown', '00000004'],
      ['lost', 'unknown', null],
    ],
  );
  assert.equal(valueOf(round, 'flash_storage_copies', { state: 'on_tape' }), 2);
  addFile(double, 3, { locality: 'DISK_AND_TAPE' });
  harness.advance(3_600_000);
  const later = await harness.round();
  const third = copiesOf(later).find(({ name }) => name === 'q_3.dat');
  assert.deepEqual([third?.locality, third?.evidence?.by], ['both', 'archiveinfo']);
  assert.equal(
    copiesOf(later).some(({ name }) => name === 'q_1.dat'),
    false,
    'it is on tape',
  );
  assert.equal(valueOf(later, 'flash_storage_copies', { state: 'on_tape' }), 3);
});

test('most of a place that is no longer listed is not taken for removed; one directory is', async (t) => {
  const { double, harness } = await startWalk(t);
  for (const run of ['a', 'b', 'c', 'd'])
    double.files.set(`Run_2026.11-QUAX/${run}/x.dat`, { bytes: 1, adler32: null, modifiedAt: OLD });
  await harness.round();
  double.files.delete('Run_2026.11-QUAX/d/x.dat');
  harness.advance(3_600_000);
  const [gone, ...rest] = (await harness.round()).facts;
  assert.deepEqual([gone?.kind, rest], ['copy-list', []]);
  assert.ok(gone?.kind === 'copy-list' && gone.run === '/mnt/d/Run_2026.11-QUAX/d');
  const kept = new Map(double.files);
  double.files.clear();
  harness.advance(3_600_000);
  const empty = await harness.round();
  assert.deepEqual([empty.facts, empty.problems.map(({ reason }) => reason)], [[], ['vanished']]);
  for (const [path, file] of kept) double.files.set(path, file);
  harness.advance(3_600_000);
  assert.deepEqual((await harness.round()).facts, []);
});

test('requests are bounded by their rate', async (t) => {
  const { double, harness } = await startWalk(t, { requests_per_minute: 12 });
  await harness.round();
  assert.equal(double.requests.length, 3);
  harness.advance(10_000);
  await harness.round();
  assert.equal(double.requests.length, 5);
});

test('a listing file gives what it lists, a piece a round, and is read again when it changes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-listing-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'tape.txt');
  writeFileSync(file, `# tape\n34 /quax-tape/${RUN}/q_1.dat\n/quax-tape/other/x.dat 7\n`);
  const place = { kind: 'listing', location: 'tape-list', mirrors: '/mnt/d', file };
  const harness = storageHarness({
    copies: [{ ...place, strip: '/quax-tape/', locality: 'tape' }],
  });
  const first = await harness.round();
  assert.deepEqual(
    copiesOf(first).map(({ run, name, locality, evidence }) => [run, name, locality, evidence?.by]),
    [[`/mnt/d/${RUN}`, 'q_1.dat', 'tape', 'listing']],
  );
  assert.deepEqual(
    first.problems.map(({ reason }) => reason),
    ['no campaign'],
  );
  assert.equal(valueOf(first, 'flash_storage_copies', { state: 'listed' }), 2);
  assert.deepEqual((await harness.restart().round()).facts, []);
  const lines = Array.from({ length: 9_000 }, (_, n) => `/quax-tape/${RUN}/q_${String(n)}.dat 34`);
  writeFileSync(file, lines.join('\n'));
  let names = 0;
  for (let round = await harness.round(); ; round = await harness.round()) {
    names += copiesOf(round).length;
    if (round.more !== true) break;
  }
  assert.equal(names, 9_000);
});

test('what is new goes before a long backlog, which is worked off all the same', async (t) => {
  const { double, harness } = await startWalk(t, { requests_per_minute: 300, pass_s: 60 }, 0);
  for (let n = 100; n < 700; n += 1) addFile(double, n);
  const newest = 'Run_2026.11-QUAX/zz new/n.dat';
  const seen: string[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    if (turn === 3)
      double.files.set(newest, { bytes: 1, adler32: 'abcdef01', modifiedAt: T0 + 45_000 });
    seen.push(...copiesOf(await harness.round()).map(({ name }) => name));
    harness.advance(15_000);
  }
  assert.equal(new Set(seen).size, 601);
  assert.equal(seen.length, 601, 'none is asked for twice');
  assert.ok(seen.indexOf('n.dat') < 400, 'in the next pass, not after the backlog');
});

test('checksums are asked for again after their days, between passes', async (t) => {
  const { double, harness } = await startWalk(t, { verify_again_days: 2 });
  await harness.round();
  harness.advance(3 * 86_400_000);
  addFile(double, 2, { adler32: 'ffffffff' });
  const again = copiesOf(await harness.round());
  assert.deepEqual(
    again.map(({ evidence }) => evidence?.adler32),
    ['00000001', 'ffffffff', '00000003'],
  );
  harness.advance(15_000);
  assert.deepEqual((await harness.round()).facts, []);
});

test('a directory that went before its checksums were due again is asked for once', async (t) => {
  const { double, harness } = await startWalk(t, { verify_again_days: 2, pass_s: 10 * 86_400 });
  await harness.round();
  double.files.clear();
  harness.advance(3 * 86_400_000);
  double.requests.length = 0;
  const { problems } = await harness.round();
  assert.deepEqual(
    problems.map(({ reason }) => reason),
    ['missing'],
  );
  harness.advance(15_000);
  await harness.round();
  assert.equal(double.requests.length, 1);
});
