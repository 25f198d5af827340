import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  array,
  assert as check,
  double,
  integer,
  nat,
  oneof,
  option,
  property,
  string,
  tuple,
} from 'fast-check';
import {
  packAfter,
  packFixed,
  packNames,
  packNumbers,
  packWords,
} from '#site/snapshot/encoding/pack.ts';
import { unpack, type Packed } from '#site/snapshot/encoding/packed.ts';

/** What a reader gets: the packed column went through JSON. */
const again = (packed: Packed, rows: number, others = {}): readonly unknown[] =>
  unpack(JSON.parse(JSON.stringify(packed)) as Packed, rows, others);

test('every column of numbers comes back as it was, also relative to another', () => {
  const cell = option(
    oneof(
      integer({ min: -1e9, max: 1e15 }),
      double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      integer({ min: -1e6, max: 1e6 }).map((value) => value / 1_000),
    ),
  );
  check(
    property(array(tuple(cell, cell), { maxLength: 40 }), (rows) => {
      const values = rows.map(([value]) => value);
      const base = rows.map(([, other]) => other);
      const of = { name: 'base', values: base };
      for (const packed of [packNumbers(values, of), packNumbers(values, of, of)])
        assert.deepEqual(again(packed, rows.length, { base }), values);
      const each = packNumbers(values, undefined, of);
      assert.deepEqual(again(each, rows.length, { base }), values);
      assert.deepEqual(again(packAfter(values, of), rows.length, { base }), values);
      const kind = rows.map((_, i) => (i % 3 === 0 ? 'physics' : 'noise'));
      const kinds = { name: 'kind', values: kind };
      for (const packed of [packNumbers(values, of, of, kinds), packAfter(values, of, kinds)])
        assert.deepEqual(again(packed, rows.length, { base, kind }), values);
    }),
  );
});

test('so much for each is told by kind, where kinds differ in it', () => {
  const files = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 800 + i * 37 : 30 + i));
  const kind = files.map((count) => (count > 100 ? 'physics' : 'calibration'));
  const length = files.map((count, i) => count * (kind[i] === 'physics' ? 2_190 : 4_000));
  const factor = { name: 'files', values: files };
  const packed = packNumbers(length, undefined, factor, { name: 'kind', values: kind });
  assert.deepEqual('each' in packed && packed.each, { physics: 2_190, calibration: 4_000 });
  assert.deepEqual(again(packed, files.length, { files, kind }), length);
});

test('every column of names and words comes back as it was', () => {
  const name = oneof(
    string({ unit: 'grapheme' }),
    tuple(nat(2_000), nat(30)).map(([a, b]) => `data_${a}_${b}.dat`),
    nat(99_999).map((n) => `f${String(n).padStart(6, '0')}.dat`),
  );
  check(
    property(array(name, { maxLength: 30 }), (names) => {
      assert.deepEqual(again(packNames(names), names.length), names);
      assert.deepEqual(again(packWords(names), names.length), names);
      assert.deepEqual(again(packFixed(names), names.length), names);
    }),
  );
});

test('each kind of column takes its short form', () => {
  assert.deepEqual(packNumbers([5, 5, 5]), { c: 5 });
  assert.deepEqual(packNumbers([0.5, 0.75, null, 1]), { v: [0.5, 0.75, null, 1] });
  const times = [0, 1, 2, 3].map((i) => 1_795_428_000_000 + i * 2_190);
  assert.deepEqual(packNumbers(times), { d: [times[0], 2_190, 2_190, 2_190], per: 1 });
  const base = { name: 'files', values: [10_417, 22_305, 31_999, 54_321, 12_345, 4_321] };
  assert.deepEqual(packNumbers([10_417, 22_305, 31_999, 54_321, 12_345, 4_320], base), {
    d: [0, 0, 0, 0, 0, -1],
    per: 1,
    of: 'files',
  });
  assert.deepEqual(packFixed(['0a1b', null, 'ffff']), { x: 4, s: '0a1b    ffff' });
  assert.deepEqual(packNames(['d_0009.dat', 'd_0010.dat', 'd_0011.dat', 'd_0012.dat']), {
    t: ['d_', '.dat'],
    z: [4],
    n: [[9, 1, 1, 1]],
  });
});
