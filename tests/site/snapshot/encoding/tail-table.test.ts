import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Quality } from '#telemetry/facts/quality.ts';
import { joinTails, packTail, unpackTail } from '#site/snapshot/encoding/tail-table.ts';
import { tailSchema } from '#site/snapshot/parse/tail.ts';
import { check } from '#site/snapshot/parse/check.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';

const EMPTY: Tail = { from: 100, to: 200, readings: {}, files: [], runs: [] };

const readingsOf = (t: readonly number[], value: readonly (number | null)[]) => ({
  t,
  value,
  quality: value.map((one): Quality => (one === null ? 'over' : 'good')),
});

const fileOf = (name: string, t: number | null) => ({ campaign: 'c', run: 1, name, bytes: 340, t });

test('a piece comes back as it was, through what readers check', () => {
  const tail: Tail = {
    ...EMPTY,
    readings: {
      'fridge/ch6-t': readingsOf([101, 102, 130], [0.0101, null, 0.0103]),
      'gas/flow': readingsOf([110], [1.25e-9]),
    },
    files: [fileOf('quax_0001.dat', 120), fileOf('quax_0002.dat', null)],
    runs: [{ campaign: 'c', number: 1, revision: 7 }],
  };
  const written: unknown = JSON.parse(JSON.stringify(packTail(tail)));
  assert.deepEqual(unpackTail(check(tailSchema, written)), tail);
  assert.deepEqual(unpackTail(packTail(EMPTY)), EMPTY);
});

test('a piece whose rows are fewer than its counts is refused', () => {
  const packed = packTail({ ...EMPTY, readings: { a: readingsOf([101, 102], [1, 2]) } });
  assert.throws(() => unpackTail({ ...packed, counts: [3] }), /rows|expected/);
});

test('pieces join: what came again replaces what was there, what is older than the tail goes', () => {
  const first: Tail = {
    ...EMPTY,
    readings: { a: readingsOf([90, 101, 103, 109], [0, 1, 3, 9]), b: readingsOf([105], [5]) },
    files: [fileOf('a_1', 104), fileOf('a_0', 95)],
  };
  const second: Tail = {
    ...EMPTY,
    readings: { a: readingsOf([102, 103, 104], [2, 3.5, 4]), c: readingsOf([106], [6]) },
    files: [fileOf('a_1', 104), fileOf('a_2', 102)],
    runs: [{ campaign: 'c', number: 1, revision: 8 }],
  };
  const joined = joinTails([first], second);
  assert.deepEqual(joined.readings['a'], readingsOf([101, 102, 103, 104, 109], [1, 2, 3.5, 4, 9]));
  assert.deepEqual(joined.readings['b']?.t, [105]);
  assert.deepEqual(joined.readings['c']?.t, [106]);
  assert.deepEqual(
    joined.files.map(({ name }) => name),
    ['a_2', 'a_1'],
  );
  assert.deepEqual(joined.runs, second.runs);
});
