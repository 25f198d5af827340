/** Parts merge to the statistics of the whole; the cadence is that of the usual interval. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { observedCadence, staleAfter } from '#telemetry/analysis/cadence.ts';
import { meanOf, merge, summarise } from '#telemetry/analysis/statistics.ts';

test('good values are counted, others are not', () => {
  const all = summarise([
    [1, 4],
    [2, null],
    [3, 2],
    [4, Number.NaN],
  ]);
  assert.deepEqual(all, { n: 2, min: 2, max: 4, sum: 6, last: 2, lastAt: 3 });
  assert.equal(all && meanOf(all), 3);
  assert.equal(summarise([[1, null]]), null);
});

test('any cut of the readings merges to the same', () => {
  const readings = fc.array(fc.tuple(fc.nat(), fc.integer()), { maxLength: 30 });
  fc.assert(
    fc.property(readings, fc.nat(30), (values, cut) => {
      const ordered = values.map(([, value], i): [number, number] => [i, value]);
      const parts = merge(summarise(ordered.slice(cut)), summarise(ordered.slice(0, cut)));
      assert.deepEqual(parts, summarise(ordered));
    }),
  );
});

test('a silence and a double do not move the cadence', () => {
  assert.equal(observedCadence([0, 60, 120, 120, 180, 5000, 5060, 5121]), 60);
  assert.equal(observedCadence([0, 60, 120]), null);
  assert.equal(staleAfter(60_000), 180_000);
  assert.equal(staleAfter(null), null);
});
