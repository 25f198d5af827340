/** Real logs of a Leiden refrigerator and of a LakeShore bridge: the collector's and the import's readings against the files. */

import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { command } from '#agents/commands/import-cryostat.ts';
import { readingSet, readingsOf, startCryostat } from '../agents/collectors/cryostat-harness.ts';
import { openImportBench } from '../support/import-commands.ts';
import { needsSharedData, sharedData } from '../support/shared-data.ts';

const LEIDEN = 'cryo/leiden_mckinsey';
const LAKESHORE = 'cryo/lakeshore372_dr';
const ZONE = 'America/New_York';
const AT = { now: Date.UTC(2026, 5, 1), timeZone: ZONE };

/** Rows of a file that begin with a digit, cells apart, with no code of the parsers. */
function rowsOf(path: string): string[][] {
  const text = readFileSync(sharedData(path), 'latin1');
  const rows = text.split('\n').filter((line) => /^\d/.test(line));
  return rows.map((line) => line.split(',').map((cell) => cell.trim()));
}

test(
  'a Leiden refrigerator: every gauge and level, a level below zero is under range',
  needsSharedData(LEIDEN),
  async () => {
    using device = await startCryostat(
      () => [{ name: 'leiden', kind: 'leiden', path: sharedData(LEIDEN) }],
      AT,
    );
    const { facts, problems } = await device.settle();
    assert.deepEqual(problems, []);
    const pressures = rowsOf(join(LEIDEN, 'run15_demo_20210526_pres.txt'));
    for (const name of ['condsr', 'still', 'dump', 'pot', 'ivc', 'custom']) {
      assert.equal(readingsOf(facts, `leiden/p-${name}`).length, pressures.length, name);
    }
    const first = readingsOf(facts, 'leiden/p-dump')[0];
    assert.deepEqual(first, [1_622_086_724_363, 57_600, 'good']);
    const levels = rowsOf(join(LEIDEN, 'run15_demo_20210526_liqlev.txt'));
    const lhe = readingsOf(facts, 'leiden/lhe');
    assert.equal(lhe.length, levels.length);
    const below = levels.filter(([, level]) => Number(level) < 0).length;
    assert.equal(lhe.filter(([, , quality]) => quality === 'under').length, below);
    assert.ok(below > 0 && below < lhe.length);
    const channel = facts.find((fact) => fact.kind === 'channel' && fact.name === 'leiden/p-ivc');
    assert.partialDeepStrictEqual(channel, { quantity: 'pressure', unit: 'Pa', label: 'IVC' });
    device.restart();
    assert.deepEqual((await device.settle()).facts, []);
  },
);

test(
  'a LakeShore cool-down from 295 K to 46 mK comes out whole',
  needsSharedData(LAKESHORE),
  async () => {
    using device = await startCryostat(
      () => [
        {
          name: 'dr',
          kind: 'lakeshore',
          path: sharedData(LAKESHORE),
          files: ['*LS372*.dat', '*TPH.dat', '*Water*.dat'],
        },
      ],
      AT,
    );
    const { facts, problems } = await device.settle();
    assert.deepEqual(problems, []);
    const rows = rowsOf(join(LAKESHORE, 'cryo-LS372-Temp.dat'));
    assert.equal(rows.length, 3_271);
    for (let input = 1; input <= 8; input += 1) {
      const readings = readingsOf(facts, `dr/ch${input}-t`);
      const printed = rows.map((cells) => cells[input] ?? '');
      const expected = printed.map((cell) => (cell === '300.0' ? null : Number(cell)));
      assert.deepEqual(
        readings.map(([, value]) => value),
        expected,
        `input ${input}`,
      );
      const over = readings.filter(([, , quality]) => quality === 'over').length;
      assert.equal(over, printed.filter((cell) => cell === '300.0').length);
    }
    const times = readingsOf(facts, 'dr/ch8-t').map(([t]) => t);
    assert.equal(times[0], Date.parse('2018-08-21T12:12:25-04:00'));
    const good = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) =>
      readingsOf(facts, `dr/ch${n}-t`).flatMap(([, value, quality]) =>
        quality === 'good' && value !== null ? [value] : [],
      ),
    );
    assert.ok(Math.max(...good) > 295 && Math.min(...good) < 0.047);
    const lab = rowsOf(join(LAKESHORE, 'cryo-Lab-TPH.dat')).length;
    assert.equal(readingsOf(facts, 'dr/pressure').length, lab);
    assert.equal(
      readingsOf(facts, 'dr/water-flow-rate').length,
      rowsOf(join(LAKESHORE, 'cryo-WaterMeas.dat')).length,
    );
  },
);

for (const [folder, zone] of [
  [LEIDEN, 'UTC'],
  [LAKESHORE, ZONE],
] as const) {
  test(
    `the import finds out what ${basename(folder)} holds, twice the same`,
    needsSharedData(folder),
    async () => {
      using bench = openImportBench();
      const options = { zone, device: 'fridge' };
      const first = await bench.run(command, [sharedData(folder)], options);
      const second = await bench.run(command, [sharedData(folder)], options);
      assert.ok(readingSet(first.facts).size > 25_000);
      assert.deepEqual(readingSet(second.facts), readingSet(first.facts));
      assert.match(first.output, /, 0 refused/);
      const kind = folder === LEIDEN ? 'leiden' : 'lakeshore';
      const files = folder === LEIDEN ? ['*.txt'] : ['*LS372*.dat', '*TPH.dat', '*Water*.dat'];
      const devices = [{ name: 'fridge', kind, path: sharedData(folder), files }];
      using device = await startCryostat(() => devices, { ...AT, timeZone: zone });
      assert.deepEqual(readingSet((await device.settle()).facts), readingSet(first.facts));
    },
  );
}

test(
  '--format takes the files as what it says, and refuses their lines one by one',
  needsSharedData(LAKESHORE),
  async () => {
    using bench = openImportBench();
    const path = join(bench.home, 'notes.dat');
    copyFileSync(sharedData(join(LAKESHORE, 'README.txt')), path);
    const { facts, output } = await bench.run(command, [path], {
      format: 'lakeshore',
      device: 'x',
    });
    assert.match(output, /notes\.dat:1: expected a header/);
    const lines = readFileSync(path, 'latin1')
      .split('\n')
      .filter((line) => line.trim() !== '');
    assert.equal(facts.filter(({ kind }) => kind === 'import-row').length, lines.length);
    await assert.rejects(
      bench.run(command, [path], { format: 'oxford', device: 'x' }),
      /expected bluefors, leiden, lakeshore/,
    );
    await assert.rejects(bench.run(command, [path], { device: 'x' }), /no log among the files/);
  },
);
