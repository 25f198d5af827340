/** What draws a panel's value in a window, and why nothing does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { TILE_SPAN } from '#site/snapshot/schema/series.ts';
import { valueSeries } from '#site/src/dashboards/value-series.ts';
import type { SnapshotAccess } from '#site/src/snapshot/access.ts';
import { difference, last, maxOver, minOver, sum } from '#telemetry/alerts/words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TESLA = 'flash_cryostat_magnetic_field_tesla';
const OLD = 'fridge/b1';
const FRESH = 'fridge/b2';

function channel(name: string): ChannelNow {
  const nothing = { t: null, value: null, quality: null, goodT: null, goodValue: null };
  const declared = { device: 'fridge', label: name, quantity: 'field', unit: 'T', role: null };
  return { ...nothing, ...declared, name, staleAfterMs: 3 * MINUTE, limits: [] };
}

/** A field that rises by 1 T an hour from time 0 on, in tiles of a minute and of half an hour; a fresh one is in the tail only. */
function rising(names: readonly string[]): SnapshotAccess {
  const to = 10 * 24 * HOUR;
  const index = (span: number) => ({ spans: [[0, Math.ceil(to / span)]], revised: {}, open: {} });
  const levels = {
    [MINUTE]: index(TILE_SPAN[60_000]),
    [HOUR / 2]: index(TILE_SPAN[1_800_000]),
  };
  const snapshot = {
    now: { agents: [], channels: names.map(channel) },
    tail: { readings: { [FRESH]: { t: [6 * HOUR], value: [7], quality: ['good'] } } },
    series: (name: string) =>
      Promise.resolve(name === OLD ? { channel: name, generation: 0, first: 0, levels } : null),
    tile: ({ start, path }: { readonly start: number; readonly path: string }) => {
      const level = path.includes(`/${HOUR / 2}-`) ? HOUR / 2 : MINUTE;
      const count = level === MINUTE ? 240 : 288;
      const i = Array.from({ length: count }, (_, slot) => slot);
      const at = i.map((slot) => (start + slot * level) / HOUR);
      const end = at.map((tesla) => tesla + level / HOUR);
      const mean = at.map((tesla) => tesla + level / HOUR / 2);
      const n = i.map(() => 1);
      return Promise.resolve({ level, start, i, n, min: at, max: end, mean, notGood: [] });
    },
  };
  return snapshot as unknown as SnapshotAccess;
}

const spread = difference(maxOver(TESLA, 10 * MINUTE), minOver(TESLA, 10 * MINUTE));
const DAY_SHIFT = { from: HOUR, to: 6 * HOUR };
const WEEK = { from: HOUR, to: 169 * HOUR };

test('a change in 10 min is that of 10 min, or the window is too long to tell', async () => {
  const drawn = await valueSeries(spread, rising([OLD]), DAY_SHIFT);
  assert.ok('found' in drawn);
  const changes = drawn.found[0]?.series.mean ?? [];
  assert.equal(changes.length, 300);
  assert.ok(changes.every((value) => Math.abs((value ?? 0) - 1 / 6) < 1e-3));
  const why = { why: 'the window is too long for a span of 10\u00a0min: zoom in' };
  assert.deepEqual(await valueSeries(spread, rising([OLD]), WEEK), why);
});

test('a channel that is too young for tiles does not hide those that it is folded with', async () => {
  const total = sum([], last(TESLA));
  const drawn = await valueSeries(total, rising([OLD, FRESH]), DAY_SHIFT);
  assert.ok('found' in drawn);
  assert.deepEqual(
    drawn.found.map(({ series }) => series.mean.every((value) => value !== null)),
    [true],
  );
});

test('what is worked out of young channels only waits until they are old enough', async () => {
  const why = { why: 'no reading of it is old enough yet' };
  for (const value of [sum([], last(TESLA)), spread])
    assert.deepEqual(await valueSeries(value, rising([FRESH]), DAY_SHIFT), why);
  const drawn = await valueSeries(last(TESLA), rising([FRESH]), DAY_SHIFT);
  assert.ok('found' in drawn);
  assert.equal(drawn.found[0]?.series.channel, FRESH);
});
