import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelFolder, tileOf } from '#site/snapshot/build-series.ts';
import { medianStep } from '#site/snapshot/build-run-series.ts';
import { spansOf } from '#site/snapshot/not-good.ts';

test('a tile lists only buckets that hold a good reading', () => {
  const bucket = { min: 1, max: 3, mean: 2, last: 3, allCount: 6 };
  const tile = tileOf('a/b', 60_000, 600_000, [
    { t: 600_000, n: 6, ...bucket },
    { t: 660_000, n: 0, min: null, max: null, mean: null, last: null, allCount: 6 },
    { t: 780_000, n: 5, ...bucket },
  ]);
  assert.deepEqual(tile.i, [0, 3]);
  assert.deepEqual(tile.n, [6, 5]);
});

test('two channels never share a folder, and no name leaves the directory', () => {
  const names = ['a/b', 'a~b', 'a b', 'caffè', 'caffe', "it's", '..', 'a%2fb', 'A/b'];
  const folders = names.map(channelFolder);
  assert.equal(new Set(folders).size, names.length);
  assert.ok(folders.every((folder) => /^[A-Za-z0-9._~-]+$/.test(folder)));
  assert.ok(!folders.includes('..'));
});

test('readings that are not good join into spans by quality', () => {
  const row = (t: number, quality: 'over' | 'off') => ({ channelId: 1, t, value: 102, quality });
  assert.deepEqual(
    spansOf([row(0, 'over'), row(60, 'over'), row(120, 'off'), row(900, 'off')], 100),
    [
      { from: 0, to: 60, quality: 'over' },
      { from: 120, to: 120, quality: 'off' },
      { from: 900, to: 900, quality: 'off' },
    ],
  );
});

test('the cadence of a time is the median step, however long its pauses', () => {
  const samples = [0, 60, 120, 180, 9_000, 9_060].map((t) => ({ t }));
  assert.equal(medianStep(samples), 60);
  assert.equal(medianStep(samples.slice(0, 2)), null);
});
