import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digits, growthOf, parseFigures } from '#site/src/docs/figures.ts';

const one = {
  name: 'checksum.adler32',
  value: 12.3456,
  unit: 'ms',
  against: "Python's zlib.adler32",
  ratio: 1.2,
  limit: 1.3,
  ok: true,
  day: '2026-11-23',
};

test('figures are read as the bench wrote them', () => {
  assert.deepEqual(parseFigures(JSON.stringify({ figures: [one] })), [one]);
});

test('a figure without its day is refused by name', () => {
  const { day: _, ...rest } = one;
  assert.throws(() => parseFigures(JSON.stringify({ figures: [rest] })), /figures.*day/s);
});

test('numbers have four significant digits, and no value is no digits', () => {
  assert.equal(digits(12.3456), '12.35');
  assert.equal(digits(123_456.7), '123\u2009457');
  assert.equal(digits(null), '');
});

test('costs at several sizes stand side by side, and what was not measured says so', () => {
  const cost = (name: string, value: number) => ({ name, value, unit: 'ms' });
  const { years, rows } = growthOf([
    cost('growth.publish.10_years', 3),
    cost('growth.publish.1_years', 2),
    cost('growth.publish.0.1_years', 1),
    cost('growth.record_100_files.10_years', 5),
    cost('growth.news_of_ten_years', 7),
  ]);
  assert.deepEqual(years, ['0.1', '1', '10']);
  assert.deepEqual(
    rows.map(({ what, costs }) => [what, ...costs.map((one) => one?.value ?? null)]),
    [
      ['publish', 1, 2, 3],
      ['record 100 files', null, null, 5],
    ],
  );
});
