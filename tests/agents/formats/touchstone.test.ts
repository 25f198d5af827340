/** Touchstone version 1: defaults, option line, two ports of which one was measured, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSweep } from '#agents/formats/sweep.ts';

function read(text: string, name = 'S11.txt') {
  const result = parseSweep(text, name);
  assert.ok(result.ok, result.ok ? '' : result.reason);
  const { fHz, db, phaseRad, kind } = result.sweep;
  return { f: [...fHz], db: [...db], phase: phaseRad && [...phaseRad], kind };
}

const refused = (text: string, name = 'S11.txt'): string => {
  const result = parseSweep(text, name);
  return result.ok ? 'read' : result.reason;
};

test('Touchstone: defaults, option line, two ports of which one was measured', () => {
  assert.equal(read('# GHz S DB R 50\n8.83 -30 10\n', 'a.s1p').kind, 'db-deg');
  assert.deepEqual(read('! x\n8.83 1 0\n8.84 1 0\n', 'a.s1p').f, [8.83e9, 8.84e9]);
  const filler = '0 0';
  const two = `# hz s ri r 50\n1e9 1 0 0.5 0 ${filler} ${filler}\n2e9 1 0 0.25 0 ${filler} ${filler}\n`;
  const { db } = read(two, 'a.S2P');
  assert.ok(
    Math.abs((db[0] ?? 0) - 20 * Math.log10(0.5)) < 1e-12,
    'S21 is the one that was measured',
  );
  assert.match(refused('# GHz Z RI R 50\n1 1 1\n', 'a.s1p'), /holds Z parameters/);
  assert.match(refused('[Version] 2.0\n# GHz S RI R 50\n', 'a.s2p'), /version 2/);
  assert.match(refused('# GHz S RI R 50\n1 1 1\n', 'a.s4p'), /one or two ports/);
});
