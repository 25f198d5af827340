import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as holds, double, property, tuple } from 'fast-check';
import {
  levelFor,
  levelIn,
  SERIES_LEVELS,
  TILE_SPAN,
  tilesOf,
  type ChannelSeries,
  type LevelIndex,
} from '#site/snapshot/schema/series.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;
const NOW = Date.UTC(2026, 10, 23, 10);

/** A channel whose tiles reach back so far at each level: a year of minutes, ten years and more of hours. */
function channelOf(minutesSince: number, hoursSince: number): ChannelSeries {
  const indexOf = (width: number, since: number): LevelIndex => {
    const first = Math.floor(since / width) * width;
    return { spans: [[first, Math.ceil((NOW - first) / width)]], revised: {}, open: {} };
  };
  return {
    channel: 'bluefors/ch3-t',
    quantity: 'temperature',
    unit: 'K',
    label: null,
    cadenceMs: 10_000,
    first: hoursSince,
    last: NOW,
    generation: 1,
    levels: Object.fromEntries(
      SERIES_LEVELS.map((level) => [
        String(level),
        indexOf(TILE_SPAN[level], level < HOUR ? minutesSince : hoursSince),
      ]),
    ),
    raw: { spans: [], revised: {}, open: {} },
  };
}

const spans = double({ min: Math.log(HOUR), max: Math.log(10 * YEAR), noNaN: true });
const windows = tuple(spans, double({ min: 0, max: 1, noNaN: true })).map(([length, place]) => {
  const span = Math.round(Math.exp(length));
  const from = Math.round(NOW - 12 * YEAR + place * (12 * YEAR - span));
  return { from, to: from + span };
});

test('any span from an hour to ten years, at any offset, is at most eight tiles', () => {
  const channel = channelOf(NOW - 12 * YEAR, NOW - 12 * YEAR);
  holds(
    property(windows, ({ from, to }) => {
      const level = levelFor(to - from);
      const tiles = tilesOf(channel, level, from, to);
      assert.ok(tiles.length >= 1 && tiles.length <= 8, `${tiles.length} tiles`);
      assert.ok((tiles[0]?.start ?? to) <= from);
      assert.ok((tiles.at(-1)?.start ?? 0) + TILE_SPAN[level] >= to);
    }),
    { numRuns: 2_000 },
  );
});

test('the window is drawn with buckets that are fine enough to see in a thousand pixels what happens', () => {
  holds(
    property(windows, ({ from, to }) => {
      const level = levelFor(to - from);
      // A bucket is never wider than a sixtieth of the span, and so in the middle of the range less than a pixel or two.
      assert.ok((to - from) / level >= 60, `${(to - from) / level} buckets`);
    }),
  );
});

test('where minutes are gone, hours are drawn: a window never loses readings to its level', () => {
  const channel = channelOf(NOW - YEAR, NOW - 12 * YEAR);
  holds(
    property(windows, ({ from, to }) => {
      const level = levelIn(channel, from, to);
      const tiles = tilesOf(channel, level, from, to);
      assert.ok(tiles.length >= 1 && tiles.length <= 8, `${tiles.length} tiles`);
      assert.ok((tiles[0]?.start ?? to) <= from, 'tiles begin within the window');
    }),
    { numRuns: 2_000 },
  );
  assert.equal(levelIn(channel, NOW - HOUR, NOW), 60_000);
  assert.equal(levelIn(channel, NOW - 3 * YEAR, NOW - 3 * YEAR + HOUR), 10_800_000);
});

test('a channel that is younger than the window, or has nothing, takes the finest level', () => {
  const channel = channelOf(NOW - 2 * DAY, NOW - 2 * DAY);
  assert.equal(levelIn(channel, NOW - 7 * DAY, NOW), 300_000);
  assert.equal(levelIn({ levels: {}, first: null }, NOW - HOUR, NOW), 60_000);
});
