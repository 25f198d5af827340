/** What draws a panel's value in a window, and why nothing does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { TILE_SPAN } from '#site/snapshot/schema/series.ts';
import { valueSeries } from '#site/src/dashboards/value-series.ts';
import type { SnapshotAccess } from '#site/src/snapshot/access.ts';
import {
  difference,
  increase,
  last,
  maxOver,
  minOver,
  ratio,
  sum,
  timeLeft,
} from '#telemetry/alerts/words.ts';
import { recorded } from '../../../support/recorded-snapshot.ts';

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

const USED = 'n1/flash.storage.usage/volume=daq';
const FREE = 'n1/flash.storage.available/volume=daq';
const FILES = 'n1/flash.daq.files/campaign=c';

const HALF = { from: 30 * MINUTE, to: HOUR };
const whyOf = (drawn: Awaited<ReturnType<typeof valueSeries>>) =>
  'why' in drawn ? drawn.why : null;

test('the time left of a volume is its room over the slope of what fills it', async () => {
  const left = timeLeft(last('flash_storage_free_bytes'), 'flash_storage_used_bytes', 20 * MINUTE);
  const growing = recorded({ [USED]: (m) => 1e6 + 600 * m, [FREE]: (m) => 1e6 - 600 * m });
  const drawn = await valueSeries(left, growing, HALF);
  assert.ok('found' in drawn);
  const seconds = drawn.found[0]?.series.mean ?? [];
  assert.equal(seconds.length, 30);
  assert.ok(seconds.every((value, i) => Math.abs((value ?? 0) - (1e6 - 600 * (30 + i)) / 10) < 50));
  const full = recorded({ [USED]: () => 1e6, [FREE]: () => 1e6 });
  assert.equal(
    whyOf(await valueSeries(left, full, HALF)),
    'what fills it does not grow in this span',
  );
});

test('two that were never read in one minute stand until they are stale', async () => {
  const fill = ratio(last('flash_storage_used_bytes'), last('flash_storage_free_bytes'));
  const odd = recorded({ [USED]: (m) => (m % 2 ? 1 : null), [FREE]: (m) => (m % 2 ? null : 2) });
  const drawn = await valueSeries(fill, odd, HALF);
  assert.ok('found' in drawn);
  assert.ok(drawn.found[0]?.series.mean.slice(1).every((value) => value === 0.5));
});

test('what two values come to says in words why it is nothing', async () => {
  const fill = ratio(last('flash_storage_used_bytes'), last('flash_storage_free_bytes'));
  const none = recorded({ [USED]: () => 1, [FREE]: () => 0 });
  assert.equal(
    whyOf(await valueSeries(fill, none, HALF)),
    'what it is a share of is 0 in this span',
  );
  const apart = recorded({
    [USED]: () => 1,
    [FREE.replace('daq', 'home')]: () => 1,
  });
  assert.equal(
    whyOf(await valueSeries(fill, apart, HALF)),
    'of the two that it is made of only one was read',
  );
});

test('where two quantities of one sensor have one label, each is called with its own', async () => {
  const sensor = { label: 'Still', t: 5 * HOUR, value: 1, quality: 'good' as const };
  const two = [
    { ...channel('fridge/b1'), ...sensor, quantity: 'temperature' },
    { ...channel('fridge/b1'), ...sensor, quantity: 'resistance' },
    { ...channel('fridge/b1'), ...sensor, label: 'Flow', quantity: 'flow' },
  ];
  const snapshot = rising([OLD]);
  const now = { ...snapshot.now, channels: two };
  const drawn = await valueSeries(last('flash_channel_up'), { ...snapshot, now }, DAY_SHIFT);
  assert.ok('found' in drawn);
  assert.deepEqual(
    drawn.found.map(({ labels }) => labels['channel']),
    ['Still, temperature', 'Still, resistance', 'Flow'],
  );
});

test('a growth of which nothing lies in the window is no empty frame', async () => {
  const files = increase('flash_daq_files_total', 5 * MINUTE);
  const early = recorded({ [FILES]: (m) => (m > 26 && m < 30 ? m : null) });
  assert.equal(whyOf(await valueSeries(files, early, HALF)), 'it has no good value in this span');
});
