/** When a file is complete: quiet to the millisecond, its marker, the next one begun, and clocks that are wrong. */

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { CollectorRound } from '#agents/collector.ts';
import { daqSchema } from '#agents/collectors/daq.schema.ts';
import { createMarkers } from '#agents/collectors/daq/completion.ts';
import { CAMPAIGN, files, startDaq } from './daq-harness.ts';

const HOUR_MS = 3_600_000;
const names = ({ facts }: Pick<CollectorRound, 'facts'>): string[] =>
  files(facts).map(({ name }) => name);
const reasons = ({ problems }: Pick<CollectorRound, 'problems'>): string[] =>
  problems.map(({ reason }) => reason);
const value = (round: CollectorRound, name: string, label = ''): number | undefined =>
  round.observations.find(
    ({ metric, labels }) =>
      metric.exposition === name && (label === '' || Object.values(labels).includes(label)),
  )?.value;

test('the next round is asked for at the moment a quiet file is complete', async () => {
  using daq = await startDaq({ complete: { rule: 'quiet', quiet_s: 5 } });
  daq.write('run 1/first.dat', 'x', HOUR_MS);
  await daq.settle();
  daq.pass(1_000);
  daq.write('run 1/a.dat', 'x', 300);
  const { nextMs = 0 } = await daq.round();
  assert.ok(nextMs > 4_500 && nextMs < 4_720, `asked for ${nextMs} ms: it was written 300 ms ago`);
  daq.pass(nextMs);
  assert.deepEqual(names(await daq.round()), ['a.dat']);
});

test('a file is complete with its marker and never before, however quiet', async () => {
  using daq = await startDaq({ complete: { rule: 'marker', missing_s: 60 } });
  const path = daq.write('run 1/a.dat', 'whole', HOUR_MS);
  daq.write('run 1/b.dat', 'whole', HOUR_MS);
  writeFileSync(`${path}.done`, '');
  const first = await daq.round();
  assert.deepEqual(names(first), ['a.dat']);
  assert.equal(value(first, 'flash_daq_completed_files_total', 'marker'), 1);
  daq.pass(61_000);
  assert.deepEqual(reasons(await daq.round()), ['no_marker']);
  daq.pass(61_000);
  const quiet = await daq.round();
  assert.deepEqual([names(quiet), reasons(quiet)], [[], []], 'said once');
  assert.equal(value(quiet, 'flash_daq_open_files'), 1);
  writeFileSync(join(daq.root, CAMPAIGN, 'run 1', 'b.dat.done'), '');
  assert.deepEqual(names(await daq.round()), ['b.dat']);
});

test('markers may be named by the stem, and are no data files whatever `files` says', async () => {
  using daq = await startDaq({
    files: ['*'],
    sweeps: [],
    complete: { rule: 'marker', pattern: '{stem}.ok' },
  });
  daq.write('run 1/a.h5', 'x');
  assert.deepEqual(names(await daq.round()), []);
  daq.write('run 1/a.ok', '');
  assert.deepEqual(names(await daq.settle()), ['a.h5']);
  const markers = createMarkers('.{stem}.ok');
  assert.equal(markers.of('raw.1.dat'), '.raw.1.ok');
  assert.equal(markers.of('.hidden'), '..hidden.ok');
  assert.equal(markers.is('.x.ok'), true);
  assert.equal(markers.is('..ok'), false);
  const { error } = daqSchema.safeParse({
    location: 'x',
    roots: ['/d'],
    complete: { rule: 'marker', pattern: 'done' },
  });
  assert.match(error?.message ?? '', /expected \{name\} or \{stem\} once/);
  const nested = daqSchema.safeParse({ location: 'x', roots: ['/d', '/data', '/d/e/'] });
  assert.match(nested.error?.message ?? '', /none lies in another one/);
});

test('a file is complete when the next one of its kind has begun; the last one falls back to quiet', async () => {
  using daq = await startDaq({ complete: { rule: 'next', last_s: 60 } });
  const first = daq.write('run 1/001.dat', 'begin');
  await daq.round();
  daq.pass(30_000);
  appendFileSync(first, 'more');
  daq.touch(first);
  assert.deepEqual(names(await daq.round()), [], 'none follows, and it is not quiet');
  daq.pass(10);
  daq.write('run 1/log.csv', 'another kind of file');
  daq.write('run 1/002.dat', 'begin');
  const seen = await daq.round();
  assert.deepEqual(names(seen), [], 'looked at once more, for bytes that come late');
  assert.ok((seen.nextMs ?? 9_999) <= 260);
  daq.pass(300);
  const next = await daq.round();
  assert.deepEqual(names(next), ['001.dat']);
  assert.equal(value(next, 'flash_daq_completed_files_total', 'next'), 1);
  daq.pass(59_000);
  assert.deepEqual(names(await daq.round()), []);
  daq.pass(1_000);
  const last = await daq.round();
  assert.deepEqual(names(last), ['002.dat']);
  assert.equal(value(last, 'flash_daq_completed_files_total', 'last'), 1);
});

test('files found at a start under the rule `next` are complete but for the last', async () => {
  using daq = await startDaq({ complete: { rule: 'next', last_s: 7_200 } });
  for (const n of [1, 2, 3]) daq.write(`run 1/${n}.dat`, 'x', (4 - n) * HOUR_MS);
  assert.deepEqual(names(await daq.settle()), ['1.dat', '2.dat']);
  daq.pass(7_201_000);
  assert.deepEqual(names(await daq.settle()), ['3.dat']);
});

test('files that are counted in their ending are of one kind', async () => {
  using daq = await startDaq({ files: ['raw.*'], complete: { rule: 'next' } });
  daq.write('run 1/raw.000123', 'x');
  await daq.round();
  daq.pass(10);
  daq.write('run 1/raw.000124', 'x');
  await daq.round();
  daq.pass(300);
  assert.deepEqual(names(await daq.round()), ['raw.000123']);
});

test('files of 1970 and 2099 are quiet before they are complete, and get the time of their change of state', async () => {
  using daq = await startDaq();
  const old = daq.write('run 1/old.dat', 'x');
  const far = daq.write('run 1/far.dat', 'x');
  utimesSync(old, 3_600, 3_600);
  utimesSync(far, 4_075_000_000, 4_075_000_000);
  assert.deepEqual(names(await daq.round()), [], 'an old time stamp alone proves nothing');
  daq.pass(6_000);
  const round = await daq.settle();
  assert.deepEqual(names(round).sort(), ['far.dat', 'old.dat']);
  assert.deepEqual(reasons(round), ['dated', 'dated']);
  for (const { takenAt, takenAtSource } of files(round.facts)) {
    assert.equal(takenAtSource, 'mtime');
    assert.ok(Math.abs((takenAt ?? 0) - Date.now()) < 60_000);
  }
});

test('with the rename rule markers and pipes among the files disturb nothing', async () => {
  using daq = await startDaq({ complete: { rule: 'rename' } });
  mkdirSync(join(daq.root, CAMPAIGN, 'run 1'));
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  execFileSync('mkfifo', [join(daq.root, CAMPAIGN, 'run 1', 'pipe.dat')]);
  const path = daq.write('run 1/a.dat.part', 'x');
  renameSync(path, path.slice(0, -'.part'.length));
  const round = await daq.round();
  assert.deepEqual([names(round), reasons(round)], [['a.dat'], ['not_a_file']]);
  const again = await daq.settle();
  assert.deepEqual([names(again), reasons(again)], [[], []]);
});
