/** Local stamps become the right instants, also in the nights when the clocks change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  createLocalClock,
  formatUtc,
  formatUtcIso,
  isTimeZone,
  naiveTime,
} from '#telemetry/time.ts';

const rome = 'Europe/Rome';
const naive = (iso: string): number => Date.parse(`${iso}Z`);
const utc = (iso: string): number => Date.parse(iso);

test('plain stamps take the offset of their season', () => {
  const clock = createLocalClock({ zone: rome });
  assert.deepEqual(clock.read(naive('2026-01-10T12:00:00')), {
    t: utc('2026-01-10T11:00:00Z'),
    flag: null,
  });
  assert.deepEqual(clock.read(naive('2026-07-10T12:00:00')), {
    t: utc('2026-07-10T10:00:00Z'),
    flag: null,
  });
});

test('in the hour that comes twice a step back selects the second pass', () => {
  const clock = createLocalClock({ zone: rome });
  const read = (time: string) => clock.read(naive(`2026-10-25T${time}`));
  assert.equal(read('01:59:30').flag, null);
  assert.deepEqual(read('02:00:30'), { t: utc('2026-10-25T00:00:30Z'), flag: 'first' });
  assert.equal(read('02:59:30').t, utc('2026-10-25T00:59:30Z'));
  assert.equal(read('02:59:29').flag, 'first', 'a second of jitter is not a change of clocks');
  assert.deepEqual(read('02:00:30'), { t: utc('2026-10-25T01:00:30Z'), flag: 'second' });
  assert.deepEqual(read('02:59:30'), { t: utc('2026-10-25T01:59:30Z'), flag: 'second' });
  assert.deepEqual(read('03:00:30'), { t: utc('2026-10-25T02:00:30Z'), flag: null });
});

test('a clock goes on from its state in the middle of the second pass', () => {
  const first = createLocalClock({ zone: rome });
  first.read(naive('2026-10-25T02:50:00'));
  first.read(naive('2026-10-25T02:10:00'));
  const next = createLocalClock({ zone: rome, resume: first.state() });
  assert.deepEqual(next.read(naive('2026-10-25T02:11:00')), {
    t: utc('2026-10-25T01:11:00Z'),
    flag: 'second',
  });
});

test('a stamp in the skipped hour is kept and flagged', () => {
  const clock = createLocalClock({ zone: rome });
  assert.deepEqual(clock.read(naive('2026-03-29T02:30:00')), {
    t: utc('2026-03-29T01:30:00Z'),
    flag: 'impossible',
  });
  assert.deepEqual(clock.read(naive('2026-03-29T03:00:00')), {
    t: utc('2026-03-29T01:00:00Z'),
    flag: null,
  });
});

test('half-hour changes and zones without any are right', () => {
  const lordHowe = createLocalClock({ zone: 'Australia/Lord_Howe' });
  assert.equal(lordHowe.read(naive('2026-04-05T01:40:00')).flag, 'first');
  const utcClock = createLocalClock({ zone: 'UTC' });
  assert.deepEqual(utcClock.read(123_456), { t: 123_456, flag: null });
});

test('every instant outside a change of clocks comes back from its local stamp', () => {
  const clock = createLocalClock({ zone: 'America/Los_Angeles' });
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/Los_Angeles',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const range = { min: utc('1990-01-01T00:00:00Z'), max: utc('2035-01-01T00:00:00Z') };
  fc.assert(
    fc.property(fc.integer(range), (instant) => {
      const t = Math.floor(instant / 1000) * 1000;
      const stamp = clock.read(Date.parse(`${local.format(t).replace(' ', 'T')}Z`));
      assert.ok(
        stamp.flag === null ? stamp.t === t : stamp.t === t || Math.abs(stamp.t - t) === 3_600_000,
      );
    }),
  );
});

test('dates that do not exist are NaN', () => {
  assert.ok(Number.isNaN(naiveTime(2026, 2, 29, 0, 0, 0)));
  assert.ok(Number.isNaN(naiveTime(2026, 13, 1, 0, 0, 0)));
  assert.ok(Number.isNaN(naiveTime(2026, 1, 1, 24, 0, 0)));
  assert.ok(Number.isNaN(naiveTime(2026, Number.NaN, 1, 0, 0, 0)));
  assert.equal(naiveTime(2024, 2, 29, 1, 2, 3), Date.UTC(2024, 1, 29, 1, 2, 3));
});

test('zones are recognised, times are written in UTC', () => {
  assert.equal(isTimeZone(rome), true);
  assert.equal(isTimeZone('Mars/Olympus'), false);
  assert.equal(formatUtcIso(utc('2026-06-20T05:39:10Z')), '2026-06-20T05:39:10Z');
  assert.equal(formatUtc(utc('2026-06-20T05:39:10Z')), '2026-06-20 05:39:10 UTC');
});
