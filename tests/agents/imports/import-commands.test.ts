/** Imports of bad input: each gets a sentence that a tired person understands, and stops nothing else. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { command as importCryostat } from '#agents/commands/import-cryostat.ts';
import { command as importRunlog } from '#agents/commands/import-runlog.ts';
import { openImportBench } from '../../support/import-commands.ts';

const HEADER =
  'run,data,site,timestamp,softv,cloud,tape,path cloud storage,path tape storage,runtime,T_cav[mK],T_MC[mK],BIT,cavity freq';
const RUN = "/mnt/d/Run_2024.05-QUAX/Prova d'è caffè";
const row = (name: string, time: string, rest = 'calib,31.5,,x7,'): string =>
  `${RUN},${name},LNF,"${time}",v0,1,0,/mnt/quaxraw,davs://xfer...,${rest}`;

function write(home: string, path: string, text: string): string {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

test('a bad row is reported with its line and kept, the others are taken in', async () => {
  using bench = openImportBench();
  const table = [
    HEADER,
    row('S11_19deg.txt', '05/31/2024,11:00:00'),
    row('S11_20deg.txt', '99/31/2024,11:00:00'),
    `${RUN},x,LNF${',y'.repeat(27)}`,
  ].join('\n');
  const path = write(bench.home, 'runlog.csv', table);
  const { facts, code, output } = await bench.run(importRunlog, [path], { report: 'refused.tsv' });
  const files = facts.filter((fact) => fact.kind === 'file');
  const rows = facts.filter((fact) => fact.kind === 'import-row');
  assert.equal(code, 0);
  assert.deepEqual(
    files.map(({ run, name, listed }) => [run, name, listed?.tCavK, listed?.bit]),
    [[RUN, 'S11_19deg.txt', 0.0315, 'x7']],
  );
  assert.deepEqual(
    rows.map(({ line, refused }) => [line, refused === null]),
    [
      [2, true],
      [3, false],
      [4, false],
    ],
  );
  assert.match(output, /runlog\.csv:3: time '99\/31\/2024,11:00:00': no such date/);
  assert.match(output, /runlog\.csv:4: expected 14 columns, found 30/);
  assert.equal(readFileSync(join(bench.home, 'refused.tsv'), 'utf8').split('\n').length, 4);
  const copies = facts.filter((fact) => fact.kind === 'replica');
  assert.deepEqual(
    copies.map(({ location }) => location),
    ['cloud'],
  );
});

test('a wrong header, an undecidable date and a frequency without unit stop and say what to do', async () => {
  using bench = openImportBench();
  const run = async (text: string, options = {}): Promise<unknown> =>
    await bench.run(importRunlog, [write(bench.home, 'a.csv', text)], options);
  await assert.rejects(run('run,date\nx,y\n'), /header/);
  const undecided = `${HEADER}\n${row('a.txt', '05/06/2024,11:00:00')}\n`;
  await assert.rejects(run(undecided), /may be day\/month or month\/day/);
  await run(undecided, { 'date-order': 'dmy' });
  const nowhere = undecided.replace(/Run_[^/,"]*/, 'somewhere');
  assert.notEqual(nowhere, undecided);
  await assert.rejects(run(nowhere), { message: /no campaign/, hint: /--campaign Run_2023/ });
  await run(nowhere, { campaign: 'Run_2024.06-QUAX' });
  const frequency = `${HEADER}\n${row('a.txt', '05/31/2024,11:00:00', 'calib,,,,8.83')}\n`;
  await assert.rejects(run(frequency), /cavity freq '8\.83' has no unit/);
  await run(frequency, { 'freq-unit': 'GHz' });
  await assert.rejects(run(undecided, { 'date-order': 'ymd' }), /expected dmy or mdy/);
  await assert.rejects(bench.run(importRunlog, ['no.csv']), /no such file/);
});

test('what the recorder refuses is reported with its line, and what was new is counted', async () => {
  using bench = openImportBench();
  const good = row('S11_19deg.txt', '05/31/2024,11:00:00');
  const table = [HEADER, good, row('S11_20deg.txt', '05/31/2024,11:01:00')].join('\n');
  const path = write(bench.home, 'runlog.csv', table);
  // File, copy and row of line 2 come as 1 to 3, those of line 3 as 4 to 6.
  const refused = [
    { sequence: 4, reason: 'the run has another campaign' },
    { sequence: 5, reason: 'the file is not in the catalogue' },
  ];
  const door = {
    deliver: async () => await Promise.resolve({ refused, added: 1 }),
    close: async () => await Promise.resolve(),
  };
  const { output, code } = await bench.run(importRunlog, [path], {}, door);
  assert.equal(code, 0);
  assert.match(output, /: 2 rows, 1 new, 0 known already, 1 refused\n/);
  assert.ok(output.includes(`  refused ${path}:3: the run has another campaign\n`), output);

  const log = '20-06-26,09:00:00,1.0\n20-06-26,09:01:00,2.0\n';
  const folder = dirname(dirname(write(bench.home, 'bf/26-06-20/CH6 T 26-06-20.log', log)));
  const all = {
    ...door,
    deliver: async () =>
      await Promise.resolve({ refused: [{ sequence: 1, reason: 'unit' }], added: 2 }),
  };
  const cryostat = await bench.run(importCryostat, [folder], {}, all);
  assert.match(cryostat.output, /2 readings of 1 channel \(2 new\), 1 refused\n/);
  assert.match(cryostat.output, / {2}refused bf\/ch6-t: unit\n/);
});

test('a row without a campaign needs --campaign', async () => {
  using bench = openImportBench();
  const text = `${HEADER}\n${row('a.txt', '05/31/2024,11:00:00').replace('Run_2024.05-QUAX', 'x')}\n`;
  const path = write(bench.home, 'a.csv', text);
  const without = await bench.run(importRunlog, [path]);
  assert.equal(without.code, 1);
  assert.match(without.output, /name one with --campaign/);
  const given = await bench.run(importRunlog, [path], { campaign: 'Run_2024.05-QUAX' });
  assert.equal(given.facts[0]?.kind === 'file' && given.facts[0].campaign, 'Run_2024.05-QUAX');
});

test('a log line cut in the middle and a bad line are reported with file and line', async () => {
  using bench = openImportBench();
  const log = '20-06-26,09:00:00,1.0\nnonsense\n20-06-26,09:01:00,2.0\n20-06-26,09:02:00,3';
  const path = write(bench.home, 'bf/26-06-20/CH6 T 26-06-20.log', log);
  const { facts, output } = await bench.run(importCryostat, [join(bench.home, 'bf')]);
  const values = facts.flatMap((fact) => (fact.kind === 'readings' ? fact.values : []));
  assert.deepEqual(
    values.map(([, value, , raw]) => [value, raw]),
    [
      [1, '1.0'],
      [2, '2.0'],
    ],
  );
  const refused = facts.filter((fact) => fact.kind === 'import-row');
  assert.deepEqual(
    refused.map(({ source, line }) => [source, line]),
    [
      ['cryostat:bf/26-06-20/CH6 T 26-06-20.log', 2],
      ['cryostat:bf/26-06-20/CH6 T 26-06-20.log', 4],
    ],
  );
  assert.ok(output.includes(`${path}:4: the last line is cut`));
  assert.match(output, /bf\/ch6-t {2}2/);
});

test('one file, a day and the whole folder name the same device and logs', async () => {
  using bench = openImportBench();
  const path = write(bench.home, 'bf/26-06-20/CH6 T 26-06-20.log', 'bad\n');
  for (const given of [path, dirname(path), dirname(dirname(path))]) {
    const { facts } = await bench.run(importCryostat, [given]);
    assert.equal(
      facts[0]?.kind === 'import-row' && facts[0].source,
      'cryostat:bf/26-06-20/CH6 T 26-06-20.log',
    );
  }
});

test('a folder without logs, a wrong zone and a folder that is not there are refused', async () => {
  using bench = openImportBench();
  write(bench.home, 'bf/readme.txt', 'x');
  const folder = join(bench.home, 'bf');
  await assert.rejects(bench.run(importCryostat, [folder]), /no log among the files/);
  await assert.rejects(
    bench.run(importCryostat, [folder], { zone: 'Rome' }),
    /expected a time zone/,
  );
  await assert.rejects(bench.run(importCryostat, [join(folder, 'x')]), /no such file or folder/);
  await assert.rejects(bench.run(importCryostat, []), /expected a folder or files/);
});
