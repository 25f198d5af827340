/** The cryostat collector on logs as they really are: cut, rotated, in other encodings, with lines that are none. */

import assert from 'node:assert/strict';
import { copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { liveRoughly } from '../../support/cryo/rough-life.ts';
import {
  NOW,
  bluefors,
  CH6,
  line,
  readingsOf,
  startCryostat,
  valueOf,
} from './cryostat-harness.ts';

test('a line cut in the middle waits for its end and is read once', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append(CH6, line(0, '9.4E-3') + '20-06-26,09:01:0');
  assert.equal(readingsOf((await bf.settle()).facts, 'bf/ch6-t').length, 1);
  bf.append(CH6, '0,9.5E-3\r\n');
  const { facts, problems } = await bf.settle();
  assert.deepEqual(readingsOf(facts, 'bf/ch6-t'), [
    [Date.UTC(2026, 5, 20, 9, 1, 0), 0.0095, 'good'],
  ]);
  assert.deepEqual(problems, []);
});

test('a line that does not parse is a problem with file and line, once', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append(CH6, line(0, '9.4E-3') + line(60, 'what?') + line(120, '9.5E-3'));
  const { facts, problems } = await bf.settle();
  assert.equal(readingsOf(facts, 'bf/ch6-t').length, 2);
  assert.deepEqual(
    problems.map(({ reason, subject }) => [reason, subject]),
    [['parse', `${join(bf.home, CH6)}:2`]],
  );
  bf.restart();
  assert.deepEqual((await bf.settle()).problems, []);
});

test('a file that was cut is read from its beginning, and that is counted', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append(CH6, line(0, '1') + line(60, '2') + line(120, '3'));
  await bf.settle();
  truncateSync(join(bf.home, CH6), line(0, '1').length);
  bf.append(CH6, line(60, '4'));
  const { facts, problems } = await bf.settle();
  assert.deepEqual(
    readingsOf(facts, 'bf/ch6-t').map(([, value]) => value),
    [1, 4],
  );
  assert.deepEqual(
    problems.map(({ reason }) => reason),
    ['cut'],
  );
});

test('what was written before a log was rotated away is read under its new name, once', async () => {
  for (const rotate of ['renamed', 'copied and cut'] as const) {
    using bf = await startCryostat(bluefors, { now: NOW });
    bf.append(CH6, line(0, '1') + line(60, '2'));
    const first = await bf.settle();
    bf.append(CH6, `${line(120, '3')}20-06-26,09:0`);
    const [path, old] = [join(bf.home, CH6), join(bf.home, `${CH6}.1`)];
    if (rotate === 'renamed') renameSync(path, old);
    else {
      copyFileSync(path, old);
      truncateSync(path, 0);
    }
    bf.append(CH6, Array.from({ length: 9 }, (_, n) => line(180 + n * 60, String(4 + n))).join(''));
    const { facts, problems } = await bf.settle();
    assert.deepEqual(
      readingsOf([...first.facts, ...facts], 'bf/ch6-t').map(([, value]) => value),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      rotate,
    );
    assert.deepEqual(
      problems.map(({ reason, subject }) => [reason, subject.replace(bf.home, '')]),
      [
        ['parse', `/${CH6}.1:4`],
        ['replaced', `/${CH6}`],
      ],
      rotate,
    );
  }
});

test('logs in UTF-16 with its mark and in Latin-1 are read as they are', async () => {
  const table = {
    time_columns: ['Time'],
    time: { kind: 'iso' },
    columns: [{ column: 'T °C', name: 'hall', quantity: 'temperature', unit: 'K', offset: 273.15 }],
  };
  const text = 'Time,T °C\r\n2026-06-20 11:00:00,20\r\n2026-06-20 11:00:10,21\r\n';
  const big = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  for (const [name, bytes] of [
    ['latin1.csv', Buffer.from(text, 'latin1')],
    ['utf8.csv', Buffer.from(`\uFEFF${text}`)],
    ['utf16le.csv', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['utf16be.csv', big],
  ] as const) {
    using hall = await startCryostat(
      (home) => [{ name: 'hall', kind: 'table', path: home, time_zone: 'UTC', table }],
      { now: NOW },
    );
    // Cut in the middle of a line and of a character.
    writeFileSync(join(hall.home, name), bytes.subarray(0, bytes.length - 21));
    const first = await hall.settle();
    hall.restart();
    writeFileSync(join(hall.home, name), bytes);
    const { facts, problems } = await hall.settle();
    assert.deepEqual([...first.problems, ...problems], [], name);
    assert.deepEqual(
      readingsOf([...first.facts, ...facts], 'hall/hall').map(([, value]) => value),
      [293.15, 294.15],
      name,
    );
  }
});

test('a time in the future or before 1970 is refused by its line, and moves no clock', async () => {
  const table = {
    header_row: 0,
    time_columns: [1],
    time: { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss' },
    columns: [{ column: 2, name: 'x', quantity: 'value', unit: '1' }],
  };
  using device = await startCryostat(
    (home) => [{ name: 'd', kind: 'table', path: home, time_zone: 'Europe/Rome', table }],
    { now: Date.UTC(2025, 9, 27) },
  );
  device.append(
    'a.csv',
    [
      '2025-10-26 02:10:00,1',
      '2099-01-01 00:00:00,2',
      '1970-01-01 00:30:00,3',
      '2025-10-26 02:50:00,4',
      '2025-10-26 02:10:00,5',
      '2025-10-26 03:10:00,6',
      '1970-01-01 01:30:00,7',
      '',
    ].join('\n'),
  );
  const { facts, problems, last } = await device.settle();
  assert.deepEqual(
    problems.map(({ message }) => message.replace(/, 20\d\d.*Z,/, '')),
    ['its time lies in the future', 'its time, 1969-12-31T23:30:00.000Z, is before 1970'],
  );
  assert.deepEqual(
    readingsOf(facts, 'd/x').map(([t, value]) => [new Date(t).toISOString().slice(0, 16), value]),
    [
      ['1970-01-01T00:30', 7],
      ['2025-10-26T00:10', 1],
      ['2025-10-26T00:50', 4],
      ['2025-10-26T01:10', 5],
      ['2025-10-26T02:10', 6],
    ],
  );
  assert.equal(
    valueOf(last, 'flash_channel_last_reading_timestamp_seconds', 'd/x'),
    Date.UTC(2025, 9, 26, 2, 10) / 1000,
  );
});

test('a line of megabytes is one problem and no reading, the lines around it are read', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append(CH6, line(0, '1'));
  await bf.settle();
  bf.append(CH6, 'x'.repeat(3 << 20));
  await bf.settle();
  bf.append(CH6, `${line(60, '2')}${line(120, '3')}`);
  bf.restart();
  const { facts, problems } = await bf.settle();
  assert.deepEqual(
    readingsOf(facts, 'bf/ch6-t').map(([, value]) => value),
    [3],
  );
  assert.deepEqual(problems, []);
});

test('a log that is cut, rotated and spoilt again and again loses nothing', async () => {
  for (const seed of [1, 2, 3]) {
    const { lines, lost, doubled, untold } = await liveRoughly(250, seed);
    assert.ok(lines > 400);
    assert.deepEqual({ seed, lost, doubled, untold }, { seed, lost: 0, doubled: 0, untold: 0 });
  }
});
