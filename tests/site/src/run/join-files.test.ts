import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { joinFiles, withTailFiles } from '#site/src/run/join-files.ts';
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

test('parts join with their own times and copies', () => {
  const { files } = run;
  const later = { ...files, t0: (files.t0 ?? 0) + 1_000 };
  const joined = joinFiles([files, later]);
  const count = files.name.length;
  assert.equal(joined.name.length, 2 * count);
  assert.equal(joined.dt[count], (files.dt[0] ?? 0) + 1_000);
  assert.equal(
    joined.copyWords[joined.copies[count] ?? -1],
    files.copyWords[files.copies[0] ?? -1],
  );
});

test('a file of the tail comes once, at the end, with what is known of it', () => {
  const grown = withTailFiles(run, tail('new.dat'));
  assert.equal(grown.files.name.at(-1), 'new.dat');
  assert.equal((grown.files.t0 ?? 0) + (grown.files.dt.at(-1) ?? 0), AT);
  assert.equal(grown.files.tunerDeg.at(-1), null);
  assert.equal(withTailFiles(run, tail(run.files.name.at(-1) ?? '')), run);
  assert.equal(withTailFiles(run, tail('new.dat', run.number + 1)), run);
  assert.equal(withTailFiles(run, null), run);
});
