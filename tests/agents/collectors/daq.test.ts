/** The daq collector on real directories: complete, growing, cut, replaced, removed, vanished, odd names, restarts. */

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { CAMPAIGN, files, replicas, startDaq } from './daq-harness.ts';

const OLD_MS = 3_600_000;
const names = (facts: Parameters<typeof files>[0]): string[] => files(facts).map((f) => f.name);

test('an old file is registered at once, with checksum, run, kind and copy', async () => {
  using daq = await startDaq();
  const path = daq.write('Calibrazione stub/S_001.dat', 'abc', OLD_MS);
  const { facts, problems } = await daq.settle();
  const [file] = files(facts);
  assert.deepEqual(problems, []);
  assert.equal(file?.campaign, CAMPAIGN);
  assert.equal(file.run, join(daq.root, CAMPAIGN, 'Calibrazione stub'));
  assert.equal(file.runKind, 'calibration');
  assert.equal(file.runKindRaw, 'Calibrazione');
  assert.equal(file.bytes, 3);
  assert.equal(file.adler32, '024d0127');
  assert.equal(file.takenAtSource, 'mtime');
  assert.equal(file.copy?.location, 'lnf-daq');
  assert.equal(file.copy.uri, `file://${path.replaceAll(' ', '%20')}`);
  assert.deepEqual((await daq.settle()).facts, []);
});

test('a growing file is left alone until it was quiet for quiet_s', async () => {
  using daq = await startDaq({ complete: { rule: 'quiet', quiet_s: 5 } });
  const path = daq.write('run 1/a.dat', 'begin');
  for (let turn = 0; turn < 3; turn += 1) {
    assert.deepEqual(names((await daq.round()).facts), []);
    daq.pass(4_000);
    appendFileSync(path, 'more');
    daq.touch(path);
  }
  assert.deepEqual(names((await daq.round()).facts), []);
  daq.pass(4_000);
  assert.deepEqual(names((await daq.round()).facts), []);
  daq.pass(1_100);
  const { facts } = await daq.round();
  assert.equal(files(facts)[0]?.bytes, 'begin'.length + 3 * 'more'.length);
});

test('with the rename rule a file is complete when its final name appears', async () => {
  using daq = await startDaq({ complete: { rule: 'rename' } });
  const path = daq.write('run 1/a.dat.tmp', 'whole');
  assert.deepEqual(names((await daq.round()).facts), []);
  renameSync(path, path.slice(0, -'.tmp'.length));
  assert.deepEqual(names((await daq.round()).facts), ['a.dat']);
});

test('a file cut while it is written is counted, one replaced is read again', async () => {
  using daq = await startDaq();
  const path = daq.write('run 1/a.dat', 'a long beginning');
  await daq.round();
  writeFileSync(path, 'short');
  assert.deepEqual(
    (await daq.round()).problems.map(({ reason }) => reason),
    ['cut'],
  );
  daq.pass(6_000);
  await daq.round();
  writeFileSync(`${path}.part`, 'other content');
  renameSync(`${path}.part`, path);
  daq.pass(6_000);
  const { problems } = await daq.round();
  assert.deepEqual(
    problems.map(({ reason }) => reason),
    ['replaced'],
  );
  daq.pass(6_000);
  const { facts } = await daq.round();
  assert.equal(files(facts)[0]?.bytes, 'other content'.length);
});

test('a deleted file becomes removed; a directory that went as a whole does not', async () => {
  using daq = await startDaq();
  const first = daq.write('run 1/a.dat', 'a', OLD_MS);
  daq.write('run 1/b.dat', 'b', OLD_MS);
  daq.write('run 2/c.dat', 'c', OLD_MS);
  await daq.settle();
  unlinkSync(first);
  rmSync(join(daq.root, CAMPAIGN, 'run 2'), { recursive: true });
  const { facts, problems } = await daq.settle();
  assert.deepEqual(
    replicas(facts).map(({ name, state, why }) => [name, state, why]),
    [['a.dat', 'removed', 'not found on disk']],
  );
  assert.deepEqual(
    problems.map(({ reason }) => reason),
    ['vanished'],
  );
  assert.deepEqual((await daq.settle()).problems, []);
});

test('another directory under the same path is no mass removal', async () => {
  using daq = await startDaq();
  for (let n = 0; n < 10; n += 1) daq.write(`run 1/${n}.dat`, 'x', OLD_MS);
  await daq.settle();
  const run = join(daq.root, CAMPAIGN, 'run 1');
  renameSync(run, join(daq.root, 'elsewhere'));
  mkdirSync(run);
  const { facts, problems } = await daq.settle();
  assert.deepEqual(replicas(facts), []);
  assert.ok(problems.some(({ reason, subject }) => reason === 'vanished' && subject === run));
});

test('a root that is not there is an error, not an empty disk', async () => {
  using daq = await startDaq();
  daq.write('run 1/a.dat', 'a', OLD_MS);
  await daq.settle();
  renameSync(daq.root, `${daq.root}-away`);
  await assert.rejects(daq.round(), /cannot read the DAQ disk/);
  renameSync(`${daq.root}-away`, daq.root);
  assert.deepEqual((await daq.settle()).facts, []);
});

test('a restart goes on where it stopped and finds what came and went meanwhile', async () => {
  using daq = await startDaq();
  for (let n = 100; n < 800; n += 1) daq.write(`run 1/${n}.dat`, `${n}`, OLD_MS);
  await daq.settle();
  // What the agent sends again after a restart is bounded by the change times of the last ten seconds.
  const sent = await daq.settle();
  assert.deepEqual(sent.facts, []);
  unlinkSync(join(daq.root, CAMPAIGN, 'run 1', '100.dat'));
  daq.write('run 1/late.dat', 'late', 10 * OLD_MS);
  daq.restart();
  const { facts } = await daq.settle();
  assert.ok(names(facts).includes('late.dat'), 'a file copied with an old time is found');
  assert.ok(names(facts).length <= 301, `${names(facts).length} of 700 files were sent again`);
  assert.deepEqual(
    replicas(facts).map(({ name }) => name),
    ['100.dat'],
  );
});

test('a restart in the middle of a backlog sends every file, and few twice', async () => {
  using daq = await startDaq({ max_files_per_round: 100 });
  for (let n = 0; n < 350; n += 1) daq.write(`run 1/${n}.dat`, `${n}`, OLD_MS - n * 1000);
  const before = [...names((await daq.round()).facts), ...names((await daq.round()).facts)];
  daq.restart();
  const after = names((await daq.settle()).facts);
  assert.deepEqual(before.slice(0, 3), ['0.dat', '1.dat', '2.dat'], 'oldest first');
  assert.equal(new Set([...before, ...after]).size, 350);
  assert.ok(before.length + after.length <= 350 + 200);
});

test('names with spaces, accents, quotes and bytes that are no UTF-8 work', async () => {
  using daq = await startDaq();
  const run = join(CAMPAIGN, "Prova d'accensione è caffè");
  mkdirSync(join(daq.root, run), { recursive: true });
  const raw = Buffer.concat([
    Buffer.from(join(daq.root, run, 'caff')),
    Buffer.from([0xe8]),
    Buffer.from(' 1.dat'),
  ]);
  writeFileSync(raw, 'latin');
  writeFileSync(join(daq.root, run, 'l\'ultimo "è".dat'), 'utf8');
  await daq.round();
  daq.pass(6_000);
  const { facts, problems } = await daq.settle();
  assert.deepEqual(problems, []);
  assert.deepEqual(names(facts).sort(), [String.raw`caff\xE8 1.dat`, 'l\'ultimo "è".dat'].sort());
  assert.deepEqual(new Set(files(facts).map(({ runKind }) => runKind)), new Set(['test']));
  assert.ok(files(facts).some(({ copy }) => copy?.uri.endsWith('caff%E8%201.dat')));
  unlinkSync(raw);
  const gone = replicas((await daq.settle()).facts);
  assert.deepEqual(
    gone.map(({ name }) => name),
    [String.raw`caff\xE8 1.dat`],
  );
});

test('a file outside of any campaign is reported once and left alone', async () => {
  using daq = await startDaq();
  writeFileSync(join(daq.root, 'stray.dat'), 'x');
  const { facts, problems } = await daq.settle();
  assert.deepEqual(facts, []);
  assert.deepEqual(
    problems.map(({ reason }) => reason),
    ['no_campaign'],
  );
  assert.deepEqual((await daq.settle()).problems, []);
});

test('a sweep gives its file and its fit, or why there is none', async () => {
  using daq = await startDaq();
  const rows = Array.from({ length: 401 }, (_, n) => {
    const f = 8.834e9 + (n - 200) * 1e4;
    const y = (2 * 22_000 * (f - 8.834e9)) / 8.834e9;
    const beta = 1.4;
    const power = 1 - (4 * beta) / (1 + beta) ** 2 / (1 + y * y);
    return `${f}\t${(-35 + 10 * Math.log10(power)).toFixed(4)}`;
  });
  daq.write('calib/S11_20p2deg.txt', `freq (Hz)\tS11 (dB)\n${rows.join('\n')}\n`, OLD_MS);
  daq.write('calib/S11_21deg.txt', 'nonsense\n', OLD_MS - 1_000);
  const { facts } = await daq.settle();
  const sweeps = facts.filter((fact) => fact.kind === 'sweep');
  assert.equal(files(facts).length, 2);
  assert.equal(sweeps[0]?.tunerDeg, 20.2);
  assert.ok(Math.abs((sweeps[0].fit?.f0Hz.value ?? 0) - 8.834e9) < 1e4, 'f0 within 10 kHz');
  assert.ok(Math.abs((sweeps[0].fit?.qL.value ?? 0) / 22_000 - 1) < 0.03, 'Q_L within 3 %');
  assert.equal(sweeps[0].fit?.regime, 'unknown');
  assert.ok((sweeps[0].trace?.db.length ?? 999) <= 401);
  assert.equal(sweeps[1]?.fit, null);
  assert.match(sweeps[1].refused ?? '', /row of numbers/);
});

test('a half-written file waits for its missing bytes, then is taken in as truncated', async () => {
  using daq = await startDaq();
  const header = (fields: object): Buffer => {
    const text = Buffer.from(JSON.stringify(fields));
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(BigInt(text.length));
    return Buffer.concat([length, text]);
  };
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(1000n);
  const start = Buffer.concat([
    header({ sampling_rate: 25, acquisition_time: '2026-11-20T10:00:00.000Z' }),
    header({ datatype: 'time_series', x_spacing: 10.24, x_units: 'microseconds' }),
    count,
  ]);
  daq.write('run 1/half.dat', Buffer.concat([start, Buffer.alloc(400)]));
  daq.write('run 1/whole.dat', Buffer.concat([start, Buffer.alloc(4000)]));
  await daq.round();
  daq.pass(6_000);
  const first = await daq.round();
  assert.deepEqual(names(first.facts), ['whole.dat']);
  assert.equal(files(first.facts)[0]?.takenAtSource, 'header');
  assert.equal(files(first.facts)[0]?.takenAt, Date.UTC(2026, 10, 20, 10));
  daq.pass(61_000);
  const last = await daq.settle();
  assert.deepEqual(names(last.facts), ['half.dat']);
  assert.deepEqual(
    last.problems.map(({ reason }) => reason),
    ['truncated'],
  );
});

test('a file of another size than its neighbours is counted, a sweep is not', async () => {
  using daq = await startDaq();
  for (let n = 0; n < 10; n += 1) daq.write(`run 1/${n}.dat`, 'x'.repeat(100), 600_000);
  await daq.settle();
  daq.pass(60_000);
  daq.write('run 1/11.dat', 'x'.repeat(110), 600_000);
  daq.write('run 1/12.dat', 'x'.repeat(60), 600_000);
  daq.write('run 1/S11_20p2deg.txt', '8.8e9 -1\n8.9e9 -2\n', 600_000);
  await daq.settle();
  const { observations } = await daq.round();
  const odd = observations.filter(
    ({ metric }) => metric.exposition === 'flash_daq_odd_size_files_total',
  );
  assert.deepEqual(
    odd.map(({ value }) => value),
    [1],
  );
});

test('what is taken in of a history is not counted as odd now', async () => {
  using daq = await startDaq();
  const dayMs = 86_400_000;
  for (let n = 0; n < 10; n += 1) daq.write(`run 1/${n}.dat`, 'x'.repeat(100), dayMs);
  await daq.settle();
  daq.pass(60_000);
  daq.write('run 1/11.dat', 'x'.repeat(60), dayMs);
  await daq.settle();
  const { observations } = await daq.round();
  const odd = observations.filter(
    ({ metric }) => metric.exposition === 'flash_daq_odd_size_files_total',
  );
  assert.deepEqual(
    odd.map(({ value }) => value),
    [0],
  );
});

test('metrics count files, odd ones and the backlog', async () => {
  using daq = await startDaq({ max_files_per_round: 10 });
  for (let n = 0; n < 30; n += 1) daq.write(`run 1/${n}.dat`, 'x', OLD_MS);
  daq.write('run 1/none.dat', '', OLD_MS);
  const { observations } = await daq.round();
  const value = (name: string): number | undefined =>
    observations.find(({ metric }) => metric.exposition === name)?.value;
  // A round takes what its visit has ready: on a slow machine that may be the beginning of the next ten.
  const taken = value('flash_daq_files_total') ?? 0;
  assert.ok(taken >= 10 && taken < 30, `${taken} files`);
  assert.equal(value('flash_daq_backlog_files'), 31 - taken);
  assert.equal(value('flash_daq_checksum_backlog_bytes'), 30 - taken);
});
