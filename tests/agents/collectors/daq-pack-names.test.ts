/** Packed names come back as they were. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { assert as check, property, string, uniqueArray } from 'fast-check';
import { packNames, unpackNames } from '#agents/collectors/daq/pack-names.ts';

test('any names come back', () => {
  check(
    property(uniqueArray(string({ unit: 'grapheme', minLength: 1 })), (names) => {
      assert.deepEqual(unpackNames(packNames(names)).sort(), [...names].sort());
    }),
  );
});

test('a day of files takes few bytes', () => {
  const names = Array.from({ length: 40_000 }, (_, n) => {
    const time = new Date(Date.UTC(2026, 10, 23) + n * 2_190)
      .toISOString()
      .replaceAll(/[-:.]/g, '');
    return `raw_${time}_${String(n).padStart(6, '0')}.dat`;
  });
  const { length } = packNames(names);
  assert.ok(length < 200_000, `${length} bytes`);
});
