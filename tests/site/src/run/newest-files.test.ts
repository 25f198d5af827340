import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { copiesByLocation } from '#site/src/run/file-copies.ts';
import { newestOf } from '#site/src/run/newest-files.ts';
import { createPartedFiles } from '#site/src/run/parted-files.ts';
import { buildQuax } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const [run] = buildQuax(AT);
assert.ok(run);
const tail = (name: string, number = run.number): Tail => ({
  from: AT - 60_000,
  to: AT,
  readings: {},
  files: [{ campaign: run.campaign, run: number, name, bytes: 340_000, t: AT }],
  runs: [],
});

test('a file of the tail comes once, with what is known of it', () => {
  const newest = newestOf(run, run.files, tail('new.dat'));
  assert.deepEqual(newest?.name, ['new.dat']);
  assert.equal(newest?.t0, AT);
  assert.deepEqual(newest?.tunerDeg, [null]);
  assert.equal(newestOf(run, run.files, tail(run.files.name.at(-1) ?? '')), null);
  assert.equal(newestOf(run, run.files, tail('new.dat', run.number + 1)), null);
});

test('parts are fetched when they are scrolled to, all of them when a name is looked for', async () => {
  const size = run.files.name.length;
  const asked: string[] = [];
  const named = (path: string) => ({
    ...run.files,
    name: run.files.name.map((n) => `${path}-${n}`),
  });
  const parted = createPartedFiles(
    { ...run, fileCount: 3 * size, fileParts: ['b', 'c'] },
    (path) => {
      asked.push(path);
      return Promise.resolve(named(path));
    },
    () => undefined,
  );
  assert.equal(parted.list().at(2 * size), null);
  await parted.loadRows(2 * size, 10);
  assert.deepEqual(asked, ['c']);
  const first = parted.list().at(2 * size);
  assert.equal(first?.files.name[first.i], `c-${run.files.name[0]}`);
  await parted.loadAll(() => undefined);
  assert.deepEqual(asked, ['c', 'b']);
  assert.equal(parted.list('B-').count, size);
  assert.equal(parted.list('no such name').count, 0);
});

test('copies are told by the place where each is', () => {
  assert.deepEqual(
    [...copiesByLocation('lnf-daq: removed; tape: cnaf: present, verified')],
    [
      ['lnf-daq', 'removed'],
      ['tape: cnaf', 'present, verified'],
    ],
  );
  assert.equal(copiesByLocation('no copy known').size, 0);
});
