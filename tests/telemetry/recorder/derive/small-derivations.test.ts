import assert from 'node:assert/strict';
import { test } from 'node:test';

import { numberReadings } from '#telemetry/recorder/apply/number-readings.ts';
import { isSteady, newest, type ChannelRow } from '#telemetry/recorder/derive/channel-state.ts';
import { lastBefore } from '#telemetry/recorder/derive/good-readings.ts';
import { medianStep } from '#telemetry/recorder/derive/median-step.ts';
import { wholeMinutes } from '#telemetry/recorder/derive/run-statistics.ts';
import { ulidOf } from '#telemetry/recorder/derive/ulid.ts';
import { chooseSlug } from '#telemetry/recorder/runs.ts';
import { isReadingTuple } from '#telemetry/recorder/schemas/readings.ts';
import { joinSpans, spansOf } from '#telemetry/recorder/touched.ts';

test('same stamp and value is the same reading; another value is the next n', () => {
  const known = new Map([[1_000, [{ n: 0, value: 1, quality: 'good' as const }]]]);
  const { numbered, overfull } = numberReadings(
    [
      [1_000, 1, 'good'],
      [1_000, 2, 'good'],
      [1_000, null, 'over', 'OVER'],
      [1_000, null, 'over'],
      [2_000, 1, 'good'],
    ],
    known,
  );
  assert.deepEqual(
    numbered.map(({ t, n, value, raw }) => [t, n, value, raw]),
    [
      [1_000, 1, 2, null],
      [1_000, 2, null, 'OVER'],
      [2_000, 0, 1, null],
    ],
  );
  assert.equal(overfull, null);
});

test('a quality goes from good to something else and never back, whatever the order', () => {
  const known = new Map([[1_000, [{ n: 0, value: 1, quality: 'good' as const }]]]);
  const { numbered, corrected } = numberReadings(
    [
      [1_000, 1, 'over'],
      [1_000, 1, 'good'],
      [2_000, 7, 'good'],
      [2_000, 7, 'under'],
      [3_000, 7, 'under'],
      [3_000, 7, 'good'],
    ],
    known,
  );
  assert.deepEqual(corrected, [{ t: 1_000, n: 0, quality: 'over' }]);
  assert.deepEqual(
    numbered.map(({ t, quality }) => [t, quality]),
    [
      [2_000, 'under'],
      [3_000, 'under'],
    ],
  );
  assert.deepEqual(numberReadings([[1_000, 1, 'good']], known).corrected, []);
});

test('more values at one stamp than the column can number are told, not lost in silence', () => {
  const many = Array.from({ length: 257 }, (_, i) => [5, i, 'good'] as const);
  const { numbered, overfull } = numberReadings(many, new Map());
  assert.equal(numbered.length, 256);
  assert.equal(overfull, 5);
});

test('the cadence is the median step, whatever the order', () => {
  assert.equal(medianStep([30, 10, 20, 20, 1_000]), 10);
  assert.equal(medianStep([5]), null);
  assert.equal(medianStep([]), null);
});

test('a steady channel is not looked up again; a changed pace is', () => {
  const channel: ChannelRow = {
    id: 1,
    name: 'a',
    node: null,
    reading_count: 100,
    first_ms: 0,
    last_ms: 1_000,
    last_good_ms: 1_000,
    cadence_ms: 10,
  };
  const at = (t: number) => ({ t, n: 0, value: 1, quality: 'good', raw: null }) as const;
  assert.equal(isSteady(channel, [at(1_010), at(1_021)]), true);
  assert.equal(isSteady(channel, [at(1_010), at(1_060)]), false);
  assert.equal(isSteady({ ...channel, reading_count: 5 }, [at(1_010)]), false);
  assert.equal(newest([at(5), at(7), at(6)], null)?.t, 7);
  assert.equal(newest([at(5)], 6), null);
});

test('the last reading before a time counts until it is stale', () => {
  const readings = { t: [10, 20, 30], value: [1, 2, 3] };
  assert.equal(lastBefore(readings, 20, 5), 2);
  assert.equal(lastBefore(readings, 29, 9), 2);
  assert.equal(lastBefore(readings, 29, 8), null);
  assert.equal(lastBefore(readings, 9, 100), null);
});

test('whole minutes leave edges that neither overlap nor miss anything', () => {
  assert.deepEqual(wholeMinutes(30_000, 200_000), { firstMinute: 60_000, endMinute: 180_000 });
  assert.deepEqual(wholeMinutes(61_000, 62_000), { firstMinute: 62_000, endMinute: 62_000 });
  assert.deepEqual(wholeMinutes(60_000, 120_000), { firstMinute: 60_000, endMinute: 120_000 });
});

test('times join into spans where they are near', () => {
  assert.deepEqual(spansOf([5, 1, 30, 31], 4), [
    { from: 1, to: 5 },
    { from: 30, to: 31 },
  ]);
  assert.deepEqual(joinSpans(null, { from: 1, to: 2 }), { from: 1, to: 2 });
});

test('an id follows from time and origin alone', () => {
  const id = ulidOf(Date.UTC(2026, 10, 20), 'run-opened:x/1');
  assert.match(id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
  assert.equal(id, ulidOf(Date.UTC(2026, 10, 20), 'run-opened:x/1'));
  assert.notEqual(id, ulidOf(Date.UTC(2026, 10, 20), 'run-opened:x/2'));
  assert.ok(id < ulidOf(Date.UTC(2026, 10, 21), 'a'));
});

test('a slug is ASCII and unlike the others', () => {
  assert.equal(chooseSlug('Run_2023.11-QUAX', new Set()), 'run_2023.11-quax');
  assert.equal(chooseSlug("Prova caffè d'inverno", new Set()), 'prova-caffe-d-inverno');
  assert.equal(chooseSlug('X', new Set(['x', 'x-2'])), 'x-3');
  assert.equal(chooseSlug('***', new Set()), 'campaign');
});

test('a reading is checked strictly', () => {
  assert.ok(isReadingTuple([1, 2.5, 'good']));
  assert.ok(isReadingTuple([1, null, 'missing', 'nan']));
  for (const bad of [
    [1, null, 'good'],
    [1, '2', 'good'],
    [1.5, 2, 'good'],
    [-1, 2, 'good'],
    [1, 2, 'fine'],
    [1, 2],
    [1, 2, 'good', 'raw', 1],
    [1, Number.NaN, 'good'],
  ]) {
    assert.equal(isReadingTuple(bad), false, JSON.stringify(bad));
  }
});
