/** The 21 rows of the existing run catalogue, as facts. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { command } from '#agents/commands/import-runlog.ts';
import { openImportBench } from '../support/import-commands.ts';
import { needsSharedData, sharedData } from '../support/shared-data.ts';

const PATH = 'runlog/flash/runlog.csv';

test(
  'every row becomes a file with its copies, unverified, and stays as it stood',
  needsSharedData(PATH),
  async () => {
    using bench = openImportBench();
    const path = sharedData(PATH);
    const { facts, code, output } = await bench.run(command, [path]);
    const files = facts.filter((fact) => fact.kind === 'file');
    const copies = facts.filter((fact) => fact.kind === 'replica');
    const rows = facts.filter((fact) => fact.kind === 'import-row');
    assert.equal(code, 0);
    assert.match(output, /21 rows, 21 taken in, 0 refused/);
    assert.equal(files.length, 21);
    assert.deepEqual(new Set(files.map(({ runKind }) => runKind)), new Set(['calibration']));
    assert.deepEqual(
      new Set(files.map(({ campaign, run }) => `${campaign} ${run}`)),
      new Set(['Run_2023.11-QUAX /mnt/d/Run_2023.11-QUAX/Calibrazione...']),
    );
    const angles = files.flatMap(({ tunerDeg }) => tunerDeg ?? []);
    assert.equal(angles.length, 20, 'S11.txt names no angle');
    assert.deepEqual([Math.min(...angles), Math.max(...angles)], [19, 27.1]);
    const first = files.find(({ name }) => name === 'S11_20p2deg.txt');
    assert.equal(first?.takenAt, Date.parse('2023-12-07T11:38:45+01:00'));
    assert.deepEqual(first.listed, { tCavK: null, tMcK: null, cavityHz: null, bit: null });
    assert.equal(copies.length, 42);
    for (const copy of copies) {
      const { state, locality, verified, uri } = copy;
      assert.deepEqual([state, locality, verified, uri], ['present', 'unknown', null, null]);
    }
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    for (const row of rows) assert.equal(row.raw, lines[row.line - 1]);
    assert.equal(rows[0]?.cells?.['path tape storage'], 'davs://xfer-archiv...');
  },
);

test('twice the same file gives the same facts', needsSharedData(PATH), async () => {
  using bench = openImportBench();
  const first = await bench.run(command, [sharedData(PATH)]);
  const second = await bench.run(command, [sharedData(PATH)]);
  assert.deepEqual(first.facts, second.facts);
});
