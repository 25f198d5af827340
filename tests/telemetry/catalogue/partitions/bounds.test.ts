import assert from 'node:assert/strict';
import { test } from 'node:test';

import { boundsAfter, partitionName, widthFor } from '#telemetry/catalogue/partitions/bounds.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const days = (bounds: readonly number[]): string[] =>
  bounds.map((t) => new Date(t).toISOString().slice(0, 16));

test('months follow months, over the end of a year', () => {
  assert.deepEqual(days(boundsAfter(day('2026-11-01'), day('2027-01-15'), 'month')), [
    '2026-12-01T00:00',
    '2027-01-01T00:00',
    '2027-02-01T00:00',
  ]);
});

test('weeks begin on Mondays, the first one is what is left of a week', () => {
  assert.deepEqual(days(boundsAfter(day('2026-12-01'), day('2026-12-15'), 'week')), [
    '2026-12-07T00:00',
    '2026-12-14T00:00',
    '2026-12-21T00:00',
  ]);
});

test('a bound that reaches far enough is the last one', () => {
  assert.deepEqual(boundsAfter(day('2026-12-01'), day('2026-12-01'), 'month'), []);
  assert.deepEqual(days(boundsAfter(day('2026-12-01'), day('2027-01-01'), 'month')), [
    '2027-01-01T00:00',
  ]);
});

test('a partition is named after its first day; weeks where little is kept', () => {
  assert.equal(partitionName(day('2026-07-01')), 'p20260701');
  assert.deepEqual([widthFor(30), widthFor(365), widthFor(null)], ['week', 'month', 'month']);
});
