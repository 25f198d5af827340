import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  copiesByFile,
  copyWords,
  countCopies,
  fileColumns,
  fileSpans,
} from '#site/snapshot/build-run-files.ts';

const file = (id: number, t: number | null) => ({
  id,
  name: `data_${id}.dat`,
  t,
  bytes: 340_000,
  adler32: null,
  tunerDeg: null,
  tCavK: 0.030_1,
  tMcK: null,
  cavityHz: null,
  softwareVersion: id === 1 ? 'v0' : null,
});
const copy = (state: string, locality = 'unknown', verifiedAt: number | null = null) => ({
  fileId: 1,
  location: 'tape',
  state,
  locality,
  verifiedAt,
});

test('a copy is verified or archived only where the row holds the evidence', () => {
  assert.equal(copyWords([copy('present')]), 'tape: present, unverified');
  assert.equal(copyWords([copy('present', 'tape')]), 'tape: present, unverified, archived');
  assert.equal(copyWords([copy('present', 'disk', 5)]), 'tape: present, verified');
  assert.equal(copyWords([copy('removed', 'tape', 5)]), 'tape: removed');
  assert.equal(copyWords([]), 'no copy known');
});

test('columns keep unknown times unknown and name each kind of copy once', () => {
  const copies = copiesByFile([copy('present'), { ...copy('present'), fileId: 2 }]);
  const columns = fileColumns([file(1, 1_000), file(2, 3_190), file(3, null)], copies);
  assert.equal(columns.t0, 1_000);
  assert.deepEqual(columns.dt, [0, 2_190, null]);
  assert.deepEqual(columns.copies, [0, 0, 1]);
  assert.deepEqual(columns.copyWords, ['tape: present, unverified', 'no copy known']);
  assert.deepEqual(columns.tMcK, [null, null, null]);
  assert.deepEqual(columns.softwareVersion, ['v0', null, null]);
});

test('a pause in the files ends a span', () => {
  const files = [file(1, 0), file(2, 2_190), file(3, 90_000), file(4, 92_190)];
  assert.deepEqual(fileSpans(files, 2_190), [
    { from: 0, to: 4_380 },
    { from: 90_000, to: 94_380 },
  ]);
});

test('copies are counted by file: verified only where none differs, archived only on tape', () => {
  const counted = countCopies([
    [copy('present', 'disk', 5), copy('present', 'tape')],
    [copy('present', 'disk', 5), copy('differs')],
    [copy('removed'), copy('lost')],
    [copy('present', 'both')],
  ]);
  assert.deepEqual(counted, { present: 3, removed: 1, verified: 1, archived: 2 });
});
