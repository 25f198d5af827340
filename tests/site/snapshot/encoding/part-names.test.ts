import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packChunk, unpackChunk } from '#site/snapshot/encoding/part-names.ts';

test('numbered names take few bytes, odd ones come back as they were', () => {
  const numbered = Array.from(
    { length: 5_000 },
    (_, i) => `data_${String(i + 1).padStart(7, '0')}.dat`,
  );
  const packed = packChunk(numbered);
  assert.deepEqual(unpackChunk(packed, 5_000), numbered);
  assert.ok(JSON.stringify(packed).length < 100);
  const odd = ['a.dat', '<b>‮fdp.exe', '007', '7', '😀 1.raw', ''];
  assert.deepEqual(unpackChunk(packChunk(odd), odd.length), odd);
  assert.throws(() => unpackChunk(packChunk(odd), 2), /6 names are there, 2 are expected/);
});
