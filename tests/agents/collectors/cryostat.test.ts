/** The cryostat collector on growing logs: half lines, midnight, cut files, late folders, restarts, quality and age. */

import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { CollectorRound } from '#agents/collector.ts';
import { readingSet, readingsOf, startCryostat } from './cryostat-harness.ts';

const NOW = Date.UTC(2026, 5, 20, 10, 0, 0);
const bluefors = (home: string): Record<string, unknown>[] => [
  { name: 'bf', kind: 'bluefors', path: home, time_zone: 'UTC' },
];
const CH6 = '26-06-20/CH6 T 26-06-20.log';

function clockText(n: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(9 + Math.floor(n / 3600))}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}`;
}

/** A line of `CH6 T` n seconds after 09:00 UTC. */
const line = (n: number, value: string): string => `20-06-26,${clockText(n)},${value}\r\n`;

function valueOf(round: CollectorRound, metric: string, channel: string): number | undefined {
  return round.observations.find(
    (o) => o.metric.exposition === metric && o.labels['channel'] === channel,
  )?.value;
}

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

test('a channel is declared before its first reading, and once', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append(CH6, line(0, '9.4E-3'));
  const { facts } = await bf.settle();
  assert.deepEqual(
    facts.map(({ kind }) => kind),
    ['channel', 'readings'],
  );
  assert.deepEqual(facts[0], {
    kind: 'channel',
    name: 'bf/ch6-t',
    device: 'bf',
    quantity: 'temperature',
    unit: 'K',
    label: 'Mixing chamber',
    staleAfterMs: null,
  });
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

test('units become SI, and the next day is followed over midnight', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append('26-06-20/Flowmeter 26-06-20.log', line(0, '0.4'));
  bf.append('26-06-20/maxigauge 26-06-20.log', '20-06-26,09:00:00,CH1,P1,1, 2.0E-1,0,1,\n');
  const first = await bf.settle();
  assert.equal(readingsOf(first.facts, 'bf/flow')[0]?.[1], 0.0004);
  assert.equal(readingsOf(first.facts, 'bf/p1')[0]?.[1], 20);
  bf.append('26-06-20/Flowmeter 26-06-20.log', '20-06-26,23:59:59,0.5\n');
  bf.append('26-06-21/Flowmeter 26-06-21.log', '21-06-26,00:00:59,0.6\n');
  const values = readingsOf((await bf.settle()).facts, 'bf/flow').map(([, value]) => value);
  assert.deepEqual(values, [0.0005, 0.0006]);
});

test('an error written after its reading still decides its quality', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append(CH6, line(0, '102.005'));
  assert.deepEqual((await bf.round()).facts, []);
  bf.append('26-06-20/Errors 26-06-20.log', '20-06-26,09:00:00,Ch6,T. OVER\n');
  const { facts } = await bf.settle();
  assert.deepEqual(
    readingsOf(facts, 'bf/ch6-t').map(([, , quality]) => quality),
    ['over'],
  );
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

test('folders and lines that came while the agent was away are read, once', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  for (const day of ['17', '18', '19', '20']) {
    bf.append(`26-06-${day}/CH6 T 26-06-${day}.log`, `${day}-06-26,09:00:00,1\n`);
  }
  assert.equal(readingSet((await bf.settle()).facts).size, 4);
  bf.append('26-06-17/CH6 T 26-06-17.log', '17-06-26,09:01:00,2\n');
  bf.append('26-06-16/CH6 T 26-06-16.log', '16-06-26,09:00:00,3\n');
  bf.append(CH6, line(60, '4'));
  bf.restart();
  const values = readingsOf((await bf.settle()).facts, 'bf/ch6-t').map(([, value]) => value);
  assert.deepEqual(
    values.filter((value) => value !== 1),
    [3, 2, 4],
  );
  bf.restart();
  assert.deepEqual((await bf.settle()).facts, []);
});

test('folders of other names beside the days do not silence the day', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append('calibration/CH6 T 24-01-01.log', '01-01-24,09:00:00,1\n');
  bf.append('notes/readme.txt', 'hello\n');
  bf.append('26-11-23/CH6 T 26-11-23.log', '23-11-26,08:59:59,1\n');
  await bf.settle();
  let delivered = 0;
  for (let n = 0; n < 60; n += 1) {
    bf.append('26-11-23/CH6 T 26-11-23.log', `23-11-26,${clockText(n)},2\n`);
    bf.pass(1_000);
    delivered += readingsOf((await bf.round()).facts, 'bf/ch6-t').length;
  }
  delivered += readingsOf((await bf.settle()).facts, 'bf/ch6-t').length;
  assert.equal(delivered, 60);
});

test('a restart after every round loses no reading and changes none', async () => {
  using whole = await startCryostat(bluefors, { now: NOW });
  using bf = await startCryostat(bluefors, { now: NOW });
  const lines = Array.from({ length: 12_000 }, (_, n) => n);
  const isOdd = (n: number): boolean => n % 7 === 0;
  for (const harness of [whole, bf]) {
    harness.append(CH6, lines.map((n) => line(n, String(20 + n / 1e4))).join(''));
    harness.append(
      '26-06-20/CH6 R 26-06-20.log',
      lines.map((n) => line(n, n % 50 === 0 ? '-1' : '100')).join(''),
    );
    harness.append(
      '26-06-20/Errors 26-06-20.log',
      lines
        .filter(isOdd)
        .map((n) => `20-06-26,${clockText(n)},Ch6,T. UNDER\n`)
        .join(''),
    );
  }
  const expected = readingSet((await whole.settle()).facts);
  const found = new Set<string>();
  let sent = 0;
  for (let rounds = 0, more = true; more; rounds += 1) {
    const round = await bf.round();
    for (const text of readingSet(round.facts)) found.add(text);
    sent += readingSet(round.facts).size;
    more = round.more === true;
    bf.restart();
    assert.ok(rounds > 0 || more, 'the history takes more than one round');
  }
  const last = readingSet((await bf.settle()).facts);
  assert.equal(expected.size, 24_000);
  assert.equal(sent + last.size, 24_000, 'nothing was sent twice');
  assert.deepEqual(new Set([...found, ...last]), expected);
});

test('a value is shown while it is good and fresh; its health and time stay', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  for (let n = 0; n < 6; n += 1) bf.append(CH6, line(3_300 + n * 60, '9.4E-3'));
  const fresh = (await bf.settle()).last;
  assert.equal(valueOf(fresh, 'flash_cryostat_temperature_kelvin', 'bf/ch6-t'), 0.0094);
  assert.equal(valueOf(fresh, 'flash_channel_up', 'bf/ch6-t'), 1);
  bf.pass(180_000);
  bf.restart();
  const stale = await bf.round();
  assert.equal(valueOf(stale, 'flash_cryostat_temperature_kelvin', 'bf/ch6-t'), undefined);
  assert.equal(valueOf(stale, 'flash_channel_up', 'bf/ch6-t'), 0);
  assert.equal(
    valueOf(stale, 'flash_channel_last_reading_timestamp_seconds', 'bf/ch6-t'),
    NOW / 1000,
  );
});

test('a gauge that is off never shows its number', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append('26-06-20/maxigauge 26-06-20.log', '20-06-26,09:59:59,CH1,P1,0, 2.00E-2,0,1,\n');
  const { last } = await bf.settle();
  assert.equal(valueOf(last, 'flash_cryostat_pressure_pascals', 'bf/p1'), undefined);
  assert.equal(valueOf(last, 'flash_channel_up', 'bf/p1'), 0);
});

test('a table described in the configuration becomes channels, also after a restart', async () => {
  const table = {
    time_columns: ['Time'],
    time: { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss' },
    columns: [
      { column: 'B', name: 'field', quantity: 'field', unit: 'T', scale: 0.001, label: 'Field' },
      { column: 'I', name: 'lead-current', quantity: 'current', unit: 'A', missing: ['---'] },
    ],
  };
  const devices = (home: string): Record<string, unknown>[] => [
    { name: 'magnet', kind: 'table', path: home, time_zone: 'Europe/Rome', table },
  ];
  using magnet = await startCryostat(devices, { now: NOW });
  magnet.append('2026-06.csv', 'Time,B,I\n2026-06-20 11:00:00,8000,---\n');
  await magnet.settle();
  magnet.restart();
  magnet.append('2026-06.csv', '2026-06-20 11:00:10,7999,0.1\n');
  const { facts, problems } = await magnet.settle();
  const t = Date.UTC(2026, 5, 20, 9, 0, 10);
  assert.deepEqual(problems, []);
  assert.deepEqual(readingsOf(facts, 'magnet/field'), [[t, 7.999, 'good']]);
  assert.deepEqual(readingsOf(facts, 'magnet/lead-current'), [[t, 0.1, 'good']]);
});

test('one device that is away stops no other; all away is an error', async () => {
  const devices = (home: string): Record<string, unknown>[] => [
    { name: 'away', kind: 'bluefors', path: join(home, 'nowhere') },
    ...bluefors(home),
  ];
  using bf = await startCryostat(devices, { now: NOW });
  bf.append(CH6, line(0, '1'));
  const { facts, problems } = await bf.settle();
  assert.equal(readingsOf(facts, 'bf/ch6-t').length, 1);
  assert.equal(problems[0]?.reason, 'unreadable');
  using none = await startCryostat((home) => devices(home).slice(0, 1));
  await assert.rejects(none.round(), /cannot read the logs of slow control/);
});

test('settings are refused with what was expected', async () => {
  await assert.rejects(
    startCryostat(() => [{ name: 'x', kind: 'bluefors', path: '/x', time_zone: 'Rome' }]),
    /expected a time zone such as Europe\/Rome/,
  );
  await assert.rejects(
    startCryostat((home) => [...bluefors(home), ...bluefors(home)]),
    /two devices have one name/,
  );
});
