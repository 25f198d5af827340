import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NO_BACKUP } from '#telemetry/catalogue/backup/record.ts';
import { isDue, lastHour, RETRY_MS, TRIES } from '#telemetry/catalogue/backup/schedule.ts';

const ROME = 'Europe/Rome';
const utc = (text: string): number => Date.parse(`${text}Z`);

test('the hour is that of the place, also when its clocks change', () => {
  assert.equal(lastHour(utc('2026-11-26T05:00'), 3, ROME), utc('2026-11-26T02:00'));
  assert.equal(lastHour(utc('2026-11-26T01:59'), 3, ROME), utc('2026-11-25T02:00'));
  assert.equal(lastHour(utc('2026-11-26T02:00'), 3, ROME), utc('2026-11-26T02:00'));
  assert.equal(lastHour(utc('2026-07-26T05:00'), 3, ROME), utc('2026-07-26T01:00'));
  // 02:00 does not exist on 29 March 2026 and comes twice on 25 October.
  assert.equal(lastHour(utc('2026-03-29T12:00'), 2, ROME), utc('2026-03-29T01:00'));
  assert.equal(lastHour(utc('2026-10-25T12:00'), 2, ROME), utc('2026-10-25T00:00'));
  assert.equal(
    lastHour(utc('2026-11-26T13:00'), 23, 'Pacific/Kiritimati'),
    utc('2026-11-26T09:00'),
  );
});

const now = utc('2026-11-26T12:00');
const hourAgo = now - RETRY_MS;
const since = utc('2026-11-26T02:00');
const base = { now, hour: 3, timeZone: ROME, record: NO_BACKUP, madeAt: since - 1, tries: 0 };
const good = (snapshotMs: number) => ({
  name: 'n',
  directory: '/b',
  reason: 'nightly' as const,
  snapshot_ms: snapshotMs,
  finished_ms: snapshotMs,
  bytes: 1,
  rows: 1,
  position: 1,
  duration_ms: 1,
});

test('due when its hour has passed without one, also hours later; not on the day it was made', () => {
  assert.equal(isDue(base), true);
  assert.equal(isDue({ ...base, hour: null }), false);
  assert.equal(isDue({ ...base, madeAt: since + 1 }), false);
  assert.equal(isDue({ ...base, record: { ...NO_BACKUP, last_good: good(since - 1) } }), true);
  assert.equal(isDue({ ...base, record: { ...NO_BACKUP, last_good: good(since) } }), false);
});

test('what failed is tried again after an hour, so many times', () => {
  const failedAt = (at_ms: number) => ({ ...NO_BACKUP, last_try: { at_ms, failed: 'full' } });
  assert.equal(isDue({ ...base, record: failedAt(hourAgo + 1) }), false);
  assert.equal(isDue({ ...base, record: failedAt(hourAgo) }), true);
  assert.equal(isDue({ ...base, record: failedAt(hourAgo), tries: TRIES }), false);
  // Of the night before: this night tries at once.
  assert.equal(isDue({ ...base, record: failedAt(since - 1) }), true);
});

test('a backup without its copy is made again', () => {
  const copy = { directory: '/c', last_good_ms: null, failed: 'it is not there' };
  const record = { ...NO_BACKUP, last_good: good(since), last_try: { at_ms: since, failed: null } };
  assert.equal(isDue({ ...base, record: { ...record, copy } }), true);
  assert.equal(isDue({ ...base, record: { ...record, copy: { ...copy, failed: null } } }), false);
});
