import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createPruner } from '#site/snapshot/prune.ts';

const HOUR = 3_600_000;

async function scratch(t: TestContext, names: readonly string[], at: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'flash-prune-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  for (const name of names) {
    await writeFile(join(directory, name), '{}');
    await utimes(join(directory, name), new Date(at), new Date(at));
  }
  return directory;
}

test('what was named until now is kept for an hour, however long ago it was written', async (t) => {
  const now = Date.now();
  const names = ['a.json', 'a.json.gz', 'a.json.br', 'b.json'];
  const directory = await scratch(t, names, now - 5 * HOUR);
  const pruner = createPruner(directory, now - 5 * HOUR);
  pruner.note({ named: ['b.json'], dropped: ['a.json'] }, now);
  assert.equal(await pruner.prune(now + HOUR / 2), 0);
  assert.equal(await pruner.prune(now + HOUR), 1);
  assert.deepEqual(await readdir(directory), ['b.json']);
});

test('what is named again is no orphan any more', async (t) => {
  const now = Date.now();
  const directory = await scratch(t, ['a.json'], now - 5 * HOUR);
  const pruner = createPruner(directory, now - 5 * HOUR);
  pruner.note({ named: [], dropped: ['a.json'] }, now);
  pruner.note({ named: ['a.json'], dropped: [] }, now + 60_000);
  assert.equal(await pruner.prune(now + 3 * HOUR), 0);
});

test('what a killed publisher left goes an hour after the start, what others put there stays', async (t) => {
  const now = Date.now();
  const names = ['now.aa.json', 'now.bb.json', 'now.bb.json.gz', 'note.txt'];
  const directory = await scratch(t, names, now - 5 * HOUR);
  const pruner = createPruner(directory, now);
  const isNamed = (path: string): boolean => path === 'now.aa.json' || path === 'note.txt';
  assert.equal(await pruner.sweep('', isNamed, now + HOUR / 2), 0);
  assert.equal(await pruner.sweep('', isNamed, now + HOUR), 2);
  assert.deepEqual((await readdir(directory)).sort(), ['note.txt', 'now.aa.json']);
  assert.equal(await pruner.sweep('gone', isNamed, now + HOUR), 0);
});
