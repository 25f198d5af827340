import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  backupOwner,
  nameBackup,
  parseBackupName,
  type BackupReason,
} from '#telemetry/catalogue/backup/name.ts';
import { chooseOutdated } from '#telemetry/catalogue/backup/rotate.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A Thursday, 04:00 in Rome. */
const NOW = Date.UTC(2026, 10, 26, 3);

const backup = (at: number, reason: BackupReason = 'nightly') => ({
  name: nameBackup('lnf-daq', at, reason),
  at,
  reason,
});
const rules = { daily: 7, weekly: 4, timeZone: 'Europe/Rome' };

test('a year of nights: seven days and four weeks stay', () => {
  const nights = Array.from({ length: 365 }, (_, n) => backup(NOW - n * DAY));
  const gone = new Set(chooseOutdated(nights, rules));
  const kept = nights.filter((one) => !gone.has(one)).map(({ at }) => (NOW - at) / DAY);
  // Thursday back to Friday; the Sundays that end the weeks before.
  assert.deepEqual(kept, [0, 1, 2, 3, 4, 5, 6, 11, 18]);
});

test('several of a day: the newest; a day is one of the place, not of UTC', () => {
  // 23:30 UTC is 00:30 in Rome, the next day.
  const late = backup(Date.UTC(2026, 10, 25, 23, 30), 'command');
  const early = backup(Date.UTC(2026, 10, 25, 22, 30), 'command');
  const nightly = backup(Date.UTC(2026, 10, 26, 2));
  const gone = chooseOutdated([early, nightly, late], { ...rules, weekly: 0 });
  assert.deepEqual(gone, [late]);
});

test('after a long pause old ones stay, and so do the newest and the one before the last migration', () => {
  const old = [backup(NOW - 400 * DAY), backup(NOW - 401 * DAY)];
  assert.deepEqual(chooseOutdated(old, rules), []);
  const few = { daily: 1, weekly: 0, timeZone: 'UTC' };
  const migration = backup(NOW - 90 * DAY, 'migration');
  const all = [
    backup(NOW),
    backup(NOW - HOUR),
    backup(NOW - DAY),
    migration,
    backup(NOW - 95 * DAY, 'migration'),
  ];
  assert.deepEqual(chooseOutdated(all, few), [all[1], all[2], all[4]]);
  assert.deepEqual(chooseOutdated([], few), []);
});

test('names say whose, when and why, and nothing else is taken for one', () => {
  const name = nameBackup('lnf-daq', NOW + 999, 'nightly');
  assert.equal(name, 'lnf-daq-20261126T030000Z-nightly');
  assert.deepEqual(parseBackupName('lnf-daq', name), { name, at: NOW, reason: 'nightly' });
  for (const owner of ['lnf', 'daq', 'lnf-daq-2']) assert.equal(parseBackupName(owner, name), null);
  for (const other of [
    `${name}.partial`,
    'lnf-daq-20261126T030000Z-other',
    'lnf-daq-notes',
    'lnf-daq-20269926T030000Z-nightly',
  ]) {
    assert.equal(parseBackupName('lnf-daq', other), null, other);
  }
  assert.equal(backupOwner({ node: 'lnf-daq', isDemo: true }), 'lnf-daq-demo');
});
