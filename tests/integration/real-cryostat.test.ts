/** Real Bluefors logs of two cryostats: what the collector gives and what the import gives are counted against the files. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { command } from '#agents/commands/import-cryostat.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import { readingSet, readingsOf, startCryostat } from '../agents/collectors/cryostat-harness.ts';
import { openImportBench } from '../support/import-commands.ts';
import { needsSharedData, sharedData } from '../support/shared-data.ts';

const SAMPLES = 'cryo/bluefors_ucsb/samples';
const ZONE = 'America/Los_Angeles';
const needs = needsSharedData(SAMPLES);

/** Counts by file family what a plain look at the lines says, with no code of the parsers. */
function countLines(device: string): Map<string, number> {
  const counts = new Map<string, number>();
  const folder = sharedData(join(SAMPLES, device));
  for (const day of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, day))) {
      const family = name.replace(/[ _]\d\d-\d\d-\d\d\.log$/, '');
      const text = readFileSync(join(folder, day, name), 'latin1');
      let count = 0;
      for (const line of text.split('\n')) {
        if (!/^ ?\d\d-\d\d-\d\d,\d\d:\d\d:\d\d,/.test(line)) continue;
        const fields = line.trim().replace(/,$/, '').split(',').length - 2;
        if (family === 'maxigauge') count += fields / 6;
        else if (family === 'Status') count += fields / 2;
        else count += 1;
      }
      counts.set(family, (counts.get(family) ?? 0) + count);
    }
  }
  return counts;
}

/** Readings of all channels of a family. */
function countReadings(facts: readonly Fact[], device: string, family: string): number {
  const channel = family.startsWith('CH') ? family.toLowerCase().replace(' ', '-') : null;
  const prefix = { Flowmeter: 'flow', maxigauge: 'p', Status: 'status/' }[family];
  return facts.reduce((sum, fact) => {
    if (fact.kind !== 'readings') return sum;
    const name = fact.channel.slice(device.length + 1);
    const isOurs =
      channel === null
        ? prefix !== undefined && name.startsWith(prefix) && !name.startsWith('p/')
        : name === channel;
    return isOurs ? sum + fact.values.length : sum;
  }, 0);
}

const local = (text: string): number => Date.parse(`${text}-07:00`);

function between(values: readonly ReadingTuple[], from: string, to: string): ReadingTuple[] {
  return values.filter(([t]) => t >= local(from) && t < local(to));
}

for (const device of ['blackfridge', 'whitefridge']) {
  test(
    `${device}: the collector gives as many readings as there are lines, and no more on a second start`,
    needs,
    async () => {
      using bf = await startCryostat(
        () => [{ name: device, kind: 'bluefors', path: sharedData(join(SAMPLES, device)) }],
        { timeZone: ZONE },
      );
      const { facts, problems } = await bf.settle();
      assert.deepEqual(problems, []);
      for (const [family, count] of countLines(device)) {
        if (!/^(CH\d [TR]|Flowmeter|maxigauge|Status)$/.test(family)) continue;
        assert.equal(countReadings(facts, device, family), count, family);
      }
      bf.restart();
      assert.deepEqual((await bf.settle()).facts, []);
    },
  );
}

test(
  'the import gives the same readings with the same quality as the collector, twice the same',
  needs,
  async () => {
    const path = sharedData(join(SAMPLES, 'whitefridge'));
    using bf = await startCryostat(() => [{ name: 'whitefridge', kind: 'bluefors', path }], {
      timeZone: ZONE,
    });
    using bench = openImportBench();
    const collected = readingSet((await bf.settle()).facts);
    const first = await bench.run(command, [path], { zone: ZONE });
    const second = await bench.run(command, [path], { zone: ZONE });
    assert.deepEqual(readingSet(first.facts), collected);
    assert.deepEqual(readingSet(second.facts), collected);
    assert.notEqual(first.batches[0]?.spool, second.batches[0]?.spool);
    assert.deepEqual(
      first.batches.map(({ first: n }) => n),
      first.batches.map(
        (_, at) => 1 + first.batches.slice(0, at).reduce((n, b) => n + b.facts.length, 0),
      ),
    );
  },
);

test('blackfridge shows what a cryogenist expects', needs, async () => {
  using bench = openImportBench();
  const path = sharedData(join(SAMPLES, 'blackfridge'));
  const { facts } = await bench.run(command, [path], { zone: ZONE });
  const ch6 = readingsOf(facts, 'blackfridge/ch6-t');
  const cold = between(ch6, '2026-06-20T00:00:00', '2026-06-21T00:00:00');
  const values = cold.map(([, value]) => value ?? Number.NaN);
  assert.equal(cold.length, 1_438);
  const toMilliKelvin = (value: number): string => (value * 1000).toFixed(2);
  assert.equal(toMilliKelvin(Math.min(...values)), '9.26');
  assert.equal(toMilliKelvin(Math.max(...values)), '9.67');
  assert.deepEqual(between(ch6, '2026-06-21T00:00:00', '2026-06-24T00:00:00'), []);
  assert.deepEqual(between(ch6, '2026-06-28T00:00:00', '2026-06-29T00:00:00'), []);
  const over = between(ch6, '2026-06-24T00:00:00', '2026-07-01T00:00:00');
  assert.ok(over.length > 0 && over.every(([, , quality]) => quality !== 'good'));
  assert.ok(over.some(([, value, quality]) => value === 102.005 && quality === 'over'));
  const ch1 = readingsOf(facts, 'blackfridge/ch1-t');
  assert.deepEqual(
    between(ch1, '2026-06-20T05:39:00', '2026-06-20T05:41:00').map((v) => v.slice(1, 3)),
    [
      [20.1005, 'under'],
      [20.1005, 'under'],
    ],
  );
});

test('whitefridge: silences stay silent, and nothing calls warm plates cold', needs, async () => {
  using bench = openImportBench();
  const path = sharedData(join(SAMPLES, 'whitefridge'));
  const { facts } = await bench.run(command, [path], { zone: ZONE });
  const ch6 = readingsOf(facts, 'whitefridge/ch6-t');
  assert.deepEqual(between(ch6, '2026-06-25T18:02:13', '2026-06-25T23:03:52'), []);
  for (const channel of ['ch1-t', 'ch2-t', 'ch5-t']) {
    const day = between(
      readingsOf(facts, `whitefridge/${channel}`),
      '2026-06-25T00:00:00',
      '2026-06-26T00:00:00',
    );
    assert.ok((day[0]?.[0] ?? 0) >= local('2026-06-25T16:04:00'), channel);
  }
  const warm = between(ch6, '2026-06-30T00:00:00', '2026-07-01T00:00:00');
  assert.ok(warm.length > 0);
  assert.deepEqual(
    warm.filter(([, value, quality]) => quality === 'good' && (value ?? 999) < 100),
    [],
  );
});

test('a gauge in state 0 is off, whatever number it prints', needs, async () => {
  using bench = openImportBench();
  const { facts } = await bench.run(command, [sharedData(join(SAMPLES, 'whitefridge'))], {
    zone: ZONE,
  });
  const off = new Map<number, number>();
  const folder = sharedData(join(SAMPLES, 'whitefridge'));
  for (const day of readdirSync(folder)) {
    const text = readFileSync(join(folder, day, `maxigauge ${day}.log`), 'latin1');
    for (const line of text.split('\n')) {
      for (const found of line.matchAll(/CH(\d),[^,]*,0,/g)) {
        const gauge = Number(found[1]);
        off.set(gauge, (off.get(gauge) ?? 0) + 1);
      }
    }
  }
  for (const [gauge, count] of off) {
    const values = readingsOf(facts, `whitefridge/p${gauge}`);
    assert.equal(values.filter(([, , quality]) => quality === 'off').length, count, `p${gauge}`);
  }
  assert.ok(off.size > 0);
});

test('two devices under one name are refused, also in a later import', needs, async () => {
  using bench = openImportBench();
  const paths = ['blackfridge/26-06-25', 'whitefridge/26-06-25'].map((path) =>
    sharedData(join(SAMPLES, path)),
  );
  await assert.rejects(bench.run(command, paths, { device: 'x' }), /two devices under one name/);
  await bench.run(command, paths.slice(0, 1), { device: 'x' });
  await assert.rejects(
    bench.run(command, paths.slice(1), { device: 'x' }),
    /two devices under one name 'x'/,
  );
});
