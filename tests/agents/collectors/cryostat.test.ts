/** The cryostat collector on growing logs: midnight, late folders, restarts, quality and age. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import {
  NOW,
  bluefors,
  CH6,
  clockText,
  line,
  readingSet,
  readingsOf,
  startCryostat,
  valueOf,
} from './cryostat-harness.ts';

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

test('the age of a channel is told against the age at which it is stale, and the quality of its last reading', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  for (let n = 0; n < 6; n += 1) bf.append(CH6, line(3_300 + n * 60, '9.4E-3'));
  const { last } = await bf.settle();
  // Three cadences of 60 s make it stale.
  const before = valueOf(last, 'flash_channel_age_ratio', 'bf/ch6-t') ?? NaN;
  assert.ok(before < 0.5, `${before}`);
  bf.pass(180_000);
  const late = await bf.round();
  const after = valueOf(late, 'flash_channel_age_ratio', 'bf/ch6-t') ?? NaN;
  assert.ok(Math.abs(after - before - 1) < 0.1, `${before}, then ${after}`);
  const qualities = late.observations
    .filter(({ metric }) => metric.exposition === 'flash_channel_quality')
    .map(({ labels }) => labels);
  assert.deepEqual(
    qualities.filter(({ channel }) => channel === 'bf/ch6-t'),
    [{ device: 'bf', channel: 'bf/ch6-t', quantity: 'temperature', quality: 'good' }],
  );
});

test('of a device whose readings are all of a history nobody waits for the next one', async () => {
  using bf = await startCryostat(bluefors, { now: NOW + 86_400_000 });
  for (let n = 0; n < 6; n += 1) bf.append(CH6, line(3_300 + n * 60, '9.4E-3'));
  const { last } = await bf.settle();
  assert.notEqual(
    valueOf(last, 'flash_channel_last_reading_timestamp_seconds', 'bf/ch6-t'),
    undefined,
  );
  assert.equal(valueOf(last, 'flash_channel_age_ratio', 'bf/ch6-t'), undefined);
});

test('a gauge that is off never shows its number', async () => {
  using bf = await startCryostat(bluefors, { now: NOW });
  bf.append('26-06-20/maxigauge 26-06-20.log', '20-06-26,09:59:59,CH1,P1,0, 2.00E-2,0,1,\n');
  const { last } = await bf.settle();
  assert.equal(valueOf(last, 'flash_cryostat_pressure_pascals', 'bf/p1'), undefined);
  assert.equal(valueOf(last, 'flash_channel_up', 'bf/p1'), 0);
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
