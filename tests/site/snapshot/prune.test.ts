import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createPruner } from '#site/snapshot/prune.ts';
import { emptyState } from '#site/snapshot/published-state.ts';

const HOUR = 3_600_000;

test('what was named until now is kept for an hour, however long ago it was written', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'flash-prune-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const now = Date.now();
  const written = new Date(now - 5 * HOUR);
  for (const name of ['series.aa.json', 'series.bb.json', 'note.txt']) {
    await writeFile(join(directory, name), '{}');
    await utimes(join(directory, name), written, written);
  }
  const stateNaming = (path: string) => {
    const state = emptyState();
    state.series.set('a/b', { path, bytes: 2, sha256: '' });
    return state;
  };
  const pruner = createPruner(directory, now - 5 * HOUR);
  assert.equal(await pruner.prune(stateNaming('series.aa.json'), now), 1);
  assert.equal(await pruner.prune(stateNaming('series.bb.json'), now + HOUR / 2), 0);
  assert.equal(await pruner.prune(stateNaming('series.cc.json'), now + 1.2 * HOUR), 1);
  assert.deepEqual(await readdir(directory), ['note.txt']);
});
