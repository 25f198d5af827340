import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fewSpans, tileOf } from '#site/snapshot/build-series.ts';
import { packTile } from '#site/snapshot/encoding/tile-table.ts';
import {
  channelFolder,
  levelFor,
  SERIES_LEVELS,
  TILE_SPAN,
  tilesOf,
} from '#site/snapshot/schema/series.ts';
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

test('any span from an hour to ten years is at most eight tiles and 200 kB', () => {
  const MINUTE = 60_000;
  const from = Date.parse('2026-01-01T00:07:13Z');
  const index = (level: number) => ({
    spans: [[Math.floor((from - 8e11) / level) * level, 1e7]] as const,
    revised: {},
    open: {},
  });
  const levels = Object.fromEntries(
    SERIES_LEVELS.map((level) => [String(level), index(TILE_SPAN[level])]),
  );
  const series = { channel: 'a', generation: 1, levels };
  for (let span = 60 * MINUTE; span <= 10 * 366 * 1_440 * MINUTE; span *= 1.07) {
    const level = levelFor(span);
    const tiles = tilesOf(series, level, from, from + span);
    assert.ok(tiles.length <= 8, `${span / MINUTE} min: ${tiles.length} tiles`);
    assert.ok(tiles[0]!.start <= from && tiles.at(-1)!.start + TILE_SPAN[level] >= from + span);
    const points = span / level;
    assert.ok(points >= 60 && points <= 2_016, `${span / MINUTE} min: ${points} points`);
  }
});

test('a full tile is at most 25 kB, also where every value differs and the sensor flaps', () => {
  for (const level of SERIES_LEVELS) {
    const count = TILE_SPAN[level] / level;
    const rows = Array.from({ length: count }, (_, i) => {
      const value = 0.0302 * (1 + Math.sin(i * 12.9898) * 0.4);
      const bounds = { min: value * 0.987654321, max: value * 1.0123456789, mean: value };
      return { t: i * level, n: 6, ...bounds, last: value * 1.001, allCount: 12 };
    });
    const bad = Array.from({ length: 5_000 }, (_, i) => ({
      t: Math.floor((i * TILE_SPAN[level]) / 5_000),
      quality: i % 2 === 0 ? 'over' : 'off',
    }));
    const notGood = fewSpans(bad, level * 3);
    const tile = JSON.stringify(packTile(tileOf('fridge/ch6-t', level, 0, rows, notGood)));
    assert.ok(tile.length <= 25_000, `${level}: ${tile.length} bytes`);
  }
});

test('a coarse bucket has the least and the greatest of the finer ones, their weighted mean, the last', () => {
  const row = (t: number, n: number, min: number, max: number, mean: number) => ({
    t,
    n,
    min,
    max,
    mean,
    last: mean,
    allCount: n,
  });
  const rows = [row(0, 1, 1, 1, 1), row(60_000, 3, 2, 9, 5), row(300_000, 2, 4, 4, 4)];
  const tile = tileOf('a', 300_000, 0, rows);
  assert.deepEqual(
    [tile.i, tile.n, tile.min, tile.max, tile.mean, tile.last],
    [
      [0, 1],
      [4, 2],
      [1, 4],
      [9, 4],
      [4, 4],
      [5, 4],
    ],
  );
});
