/** What readings say of their sensor: good, not good or silent, and how old the last one got. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { readingsSeries } from '#site/src/dashboards/readings-source.ts';
import type { SnapshotAccess } from '#site/src/snapshot/access.ts';

const MINUTE = 60_000;
const UP = 'flash_channel_up';
const AGE = 'flash_channel_age_ratio';
const WINDOW = { from: 0, to: 12 * MINUTE };

const channel: ChannelNow = {
  name: 'fridge/t1',
  device: 'fridge',
  label: 'T1',
  quantity: 'temperature',
  unit: 'K',
  role: null,
  limits: [],
  staleAfterMs: 2 * MINUTE,
  t: 10 * MINUTE,
  value: 1,
  quality: 'good',
  goodT: 10 * MINUTE,
  goodValue: 1,
};

/** So many good readings in each minute; the tail begins after the eleventh. */
function read(n: readonly number[], notGood: readonly [from: number, to: number][] = []) {
  const i = n.flatMap((count, slot) => (count > 0 ? [slot] : []));
  const ones = i.map(() => 1);
  const tile = {
    level: MINUTE,
    start: 0,
    i,
    n: i.map((slot) => n[slot]),
    min: ones,
    max: ones,
    mean: ones,
    notGood: notGood.map(([from, to]) => ({ from, to, quality: 'over' })),
  };
  const levels = { [MINUTE]: { spans: [[0, 1]], revised: {}, open: {} } };
  const index = { channel: channel.name, generation: 0, first: 0, cadenceMs: 12_000, levels };
  return {
    tail: { from: 11 * MINUTE, readings: {} },
    series: () => Promise.resolve(index),
    tile: () => Promise.resolve(tile),
  } as unknown as SnapshotAccess;
}

test('a channel is good until its last reading is stale, and of minutes to come nothing is said', async () => {
  const snapshot = read([0, 6, 6, 0, 0, 0, 6, 6, 6, 6, 6, 0]);
  const series = await readingsSeries(UP, channel, WINDOW, snapshot);
  assert.deepEqual(series?.min, [null, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, null]);
});

test('what is not good is not believed, and where both were, it changed within', async () => {
  const snapshot = read([6, 6, 3, 0, 6, 6, 6, 6, 6, 6, 6, 0], [[2.5 * MINUTE, 4 * MINUTE - 1]]);
  const series = await readingsSeries(UP, channel, WINDOW, snapshot);
  assert.deepEqual(series?.min.slice(0, 5), [1, 1, 0, 0, 1]);
  assert.deepEqual(series.max.slice(0, 5), [1, 1, 1, 0, 1]);
});

test('the age is the distance of readings, and grows while there is none', async () => {
  const snapshot = read([0, 6, 2, 0, 0, 0, 6, 6, 6, 6, 6, 0], [[7 * MINUTE, 8 * MINUTE - 1]]);
  const series = await readingsSeries(AGE, channel, WINDOW, snapshot);
  const ages = series?.mean.map((value) => value && Number(value.toFixed(4)));
  assert.deepEqual(ages?.slice(0, 9), [null, 0.0833, 0.25, 0.5, 1, 1.5, 0.0833, 0.1, 0.0833]);
});

test('the age of a channel that died before the window counts from its last reading', async () => {
  const dead = { ...channel, t: -30 * MINUTE };
  const nothing = read([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const series = await readingsSeries(AGE, dead, WINDOW, nothing);
  assert.deepEqual(series?.mean.slice(0, 3), [15.5, 16, 16.5]);
  assert.equal(series.mean.at(-1), null);
  const up = await readingsSeries(UP, dead, WINDOW, nothing);
  assert.deepEqual(up?.max.slice(0, 2), [0, 0]);
});

test('nothing is said of a channel that is long gone, or of which nobody knows when it is stale', async () => {
  const snapshot = read([6, 6, 6]);
  const later = { from: 2 * 86_400_000, to: 2 * 86_400_000 + WINDOW.to };
  assert.equal(await readingsSeries(UP, channel, later, snapshot), null);
  const unknown = { ...channel, staleAfterMs: null };
  assert.equal(await readingsSeries(UP, unknown, WINDOW, snapshot), null);
});
