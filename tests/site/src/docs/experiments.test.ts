import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseExperiments } from '#site/src/docs/experiments.ts';

const file = join(import.meta.dirname, '../../../../content/experiment/experiments.yaml');
const text = readFileSync(file, 'utf8');

describe('content/experiment/experiments.yaml', () => {
  const { rows } = parseExperiments(text);
  const value = (quantity: string, id: string) =>
    rows.find((row) => row.quantity === quantity)?.values[id] ?? '';

  it('keeps the numbers of KLASH and FLASH apart', () => {
    assert.match(value('Magnet', 'klash'), /KLOE.*0\.6 T/);
    assert.match(value('Magnet', 'flash'), /FINUDA.*1\.1 T/);
    assert.match(value('Axion mass', 'klash'), /^about 0\.2 µeV$/);
    assert.match(value('Axion mass', 'flash'), /^0\.49 to 1\.49 µeV$/);
  });

  it('gives the coupling in inverse GeV', () => {
    for (const id of ['klash', 'flash', 'quax'])
      assert.match(value('Coupling to photons', id), /GeV⁻¹/);
  });
});

describe('parseExperiments', () => {
  it('refuses a number under a name that is none of the experiments', () => {
    const reason = /rows\.0\.values\.kflash: is none of the experiments above/;
    assert.throws(() => parseExperiments(text.replace('klash: solenoid', 'kflash: solenoid')), {
      reason,
    });
  });
});
