/** What happens to complete files: renamed, moved, replaced, deleted and back, cut, grown, written to; each told by its own word. */

import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { CAMPAIGN, files, replicas, startDaq, type Harness } from './daq-harness.ts';

const OLD_MS = 3_600_000;

interface Told {
  readonly files: string[];
  readonly copies: (string | null)[][];
  readonly reasons: string[];
}

/** All that is told within the time in which a changed file becomes quiet. */
async function tell(daq: Harness): Promise<Told> {
  const rounds = [await daq.settle()];
  for (let turn = 0; turn < 2; turn += 1) {
    daq.pass(6_000);
    rounds.push(await daq.settle());
  }
  const facts = rounds.flatMap((round) => round.facts);
  return {
    files: files(facts).map(({ name, bytes }) => `${name} ${bytes}`),
    copies: replicas(facts).map(({ name, state, why }) => [name, state, why]),
    reasons: rounds.flatMap(({ problems }) => problems.map(({ reason }) => reason)),
  };
}

async function withFile(): Promise<{ daq: Harness; path: string; folder: string }> {
  const daq = await startDaq();
  const path = daq.write('run 1/a.dat', 'twelve bytes', OLD_MS);
  daq.write('run 2/other.dat', 'x', OLD_MS);
  await daq.settle();
  daq.pass(3_000);
  await daq.settle();
  return { daq, path, folder: join(daq.root, CAMPAIGN) };
}

test('a renamed file is one removed under its old name and one more under the new', async () => {
  const { daq, path, folder } = await withFile();
  using _ = daq;
  renameSync(path, join(folder, 'run 1', 'b.dat'));
  const told = await tell(daq);
  assert.deepEqual(told.files, ['b.dat 12']);
  assert.deepEqual(told.copies, [['a.dat', 'removed', 'renamed to b.dat']]);
  assert.deepEqual(told.reasons, []);
});

test('a file moved to another run says so', async () => {
  const { daq, path, folder } = await withFile();
  using _ = daq;
  renameSync(path, join(folder, 'run 2', 'a.dat'));
  const told = await tell(daq);
  assert.deepEqual(told.files, ['a.dat 12']);
  assert.deepEqual(told.copies, [
    ['a.dat', 'removed', `renamed to ${join(folder, 'run 2/a.dat')}`],
  ]);
});

test('a renamed directory is no lost mount: its old copies are removed, its files read under the new name', async () => {
  const { daq, folder } = await withFile();
  using _ = daq;
  renameSync(join(folder, 'run 1'), join(folder, 'run 1 bis'));
  const told = await tell(daq);
  const why = `its directory was renamed to ${join(folder, 'run 1 bis')}`;
  assert.deepEqual(told.files, ['a.dat 12']);
  assert.deepEqual(told.copies, [['a.dat', 'removed', why]]);
  assert.deepEqual(told.reasons, ['vanished', 'renamed']);
});

test('a directory renamed while the agent was away is found out as well', async () => {
  const { daq, folder } = await withFile();
  using _ = daq;
  daq.pass(700_000);
  await daq.settle();
  renameSync(join(folder, 'run 1'), join(folder, 'run 9'));
  daq.restart();
  const told = await tell(daq);
  const why = `its directory was renamed to ${join(folder, 'run 9')}`;
  assert.deepEqual(told.files.includes('a.dat 12'), true);
  assert.deepEqual(told.copies, [['a.dat', 'removed', why]]);
});

test('another file under the name, one cut, one that grew, one written to: each has its word and is read again', async () => {
  const changes: Readonly<Record<string, (path: string) => void>> = {
    replaced(path) {
      writeFileSync(`${path}.tmp`, 'another file');
      renameSync(`${path}.tmp`, path);
    },
    shrunk: (path) => truncateSync(path, 5),
    grown: (path) => appendFileSync(path, '!'),
    rewritten: (path) => writeFileSync(path, 'TWELVE BYTES'),
  };
  const sizes: Readonly<Record<string, number>> = { shrunk: 5, grown: 13 };
  for (const [reason, change] of Object.entries(changes)) {
    const { daq, path } = await withFile();
    using _ = daq;
    change(path);
    const told = await tell(daq);
    assert.deepEqual(told.reasons, [reason]);
    assert.deepEqual(told.files, [`a.dat ${sizes[reason] ?? 12}`], reason);
    assert.deepEqual(told.copies, []);
  }
});

test('a directory renamed and renamed back is read again, also where it was known before this start', async () => {
  const { daq, folder } = await withFile();
  using _ = daq;
  daq.pass(700_000);
  await daq.settle();
  daq.restart();
  await daq.settle();
  renameSync(join(folder, 'run 1'), join(folder, 'run 9'));
  assert.deepEqual((await tell(daq)).files, ['a.dat 12']);
  renameSync(join(folder, 'run 9'), join(folder, 'run 1'));
  const told = await tell(daq);
  assert.deepEqual(told.files, ['a.dat 12']);
  const why = `its directory was renamed to ${join(folder, 'run 1')}`;
  assert.deepEqual(told.copies, [['a.dat', 'removed', why]], 'the copy under the name between');
});

test('a deleted file that comes back is read again, later than it was removed', async () => {
  const { daq, path } = await withFile();
  using _ = daq;
  unlinkSync(path);
  const gone = replicas((await daq.settle()).facts);
  assert.deepEqual(
    gone.map(({ name, state, why }) => [name, state, why]),
    [['a.dat', 'removed', 'not found on disk']],
  );
  writeFileSync(path, 'back');
  await daq.settle();
  daq.pass(6_000);
  const [back] = files((await daq.settle()).facts);
  assert.equal(back?.bytes, 4);
  assert.ok((back.seenAt ?? 0) > (gone[0]?.at ?? Number.NaN));
});

test('a root that goes and comes back loses nothing, and what came meanwhile is found', async () => {
  const { daq, folder } = await withFile();
  using _ = daq;
  const away = `${daq.root}-away`;
  renameSync(daq.root, away);
  await assert.rejects(daq.round(), /cannot read the DAQ disk/);
  mkdirSync(daq.root);
  const empty = await tell(daq);
  assert.deepEqual(
    [empty.files, empty.copies],
    [[], []],
    'an empty mount point is no mass removal',
  );
  rmSync(daq.root, { recursive: true });
  writeFileSync(join(away, CAMPAIGN, 'run 1', 'new.dat'), 'new');
  renameSync(away, daq.root);
  const told = await tell(daq);
  assert.deepEqual(told.files, ['new.dat 3']);
  assert.deepEqual(told.copies, []);
  assert.ok(folder.startsWith(daq.root));
});

test('temporary names that come and go are forgotten, and names of 255 bytes, newlines and Latin-1 work', async () => {
  const { daq, folder } = await withFile();
  using _ = daq;
  const long = `${'n'.repeat(251)}.dat`;
  writeFileSync(join(folder, 'run 1', long), 'x');
  writeFileSync(join(folder, 'run 1', 'two\nlines.dat'), 'x');
  const latin = Buffer.concat([Buffer.alloc(251, 0xe8), Buffer.from('.dat')]);
  writeFileSync(Buffer.concat([Buffer.from(`${join(folder, 'run 1')}/`), latin]), 'x');
  const told = await tell(daq);
  assert.deepEqual(told.files.sort(), [`${long} 1`, 'two\nlines.dat 1'].sort());
  assert.deepEqual(told.reasons, ['long_name'], 'a name of 1 008 characters fits no column');
});

test('permission taken away is no removal, and work goes on when it is given back', async () => {
  const { daq, folder, path } = await withFile();
  using _ = daq;
  chmodSync(join(daq.root, '..'), 0o755);
  writeFileSync(join(folder, 'run 2', 'locked.dat'), 'x', { mode: 0 });
  chmodSync(join(folder, 'run 1'), 0);
  const locked = await asNobody(() => tell(daq));
  assert.deepEqual([locked.files, locked.copies], [[], []]);
  assert.deepEqual(locked.reasons, ['unreadable', 'unreadable'], 'the directory, and the file');
  chmodSync(join(folder, 'run 1'), 0o755);
  chmodSync(join(folder, 'run 2', 'locked.dat'), 0o644);
  unlinkSync(path);
  writeFileSync(join(folder, 'run 1', 'new.dat'), 'new');
  daq.pass(60_000);
  const told = await asNobody(() => tell(daq));
  assert.deepEqual(told.files.sort(), ['locked.dat 1', 'new.dat 3']);
  assert.deepEqual(told.copies, [['a.dat', 'removed', 'not found on disk']]);
});

/** Does the work without root's rights, to whom every file is readable. */
async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.('nobody');
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test('sha256 is computed where it is asked for', async () => {
  using daq = await startDaq({ sha256: true });
  daq.write('run 1/abc.dat', 'abc', OLD_MS);
  const [file] = files((await daq.settle()).facts);
  assert.equal(file?.sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
