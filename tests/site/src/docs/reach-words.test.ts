/** Models and reach at a frequency: known values, between points, and where no curve goes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { massOf, mhzOf, modelCoupling, reachAt, reachWords } from '#site/src/docs/reach-words.ts';

const curves = [
  {
    name: 'low',
    points: [
      [0.5, 1],
      [0.7, 2],
    ] as const,
  },
];

describe('the reach', () => {
  it('has the couplings of the models that papers give', () => {
    // Near 150 MHz a plan of FLASH gives 2.45e-16 for KSVZ at 0.62 µeV.
    assert.ok(Math.abs(modelCoupling('KSVZ', 0.62) - 2.45) < 0.01);
    assert.ok(Math.abs(modelCoupling('DFSZ', 1) / modelCoupling('KSVZ', 1) - 0.36 / 0.97) < 1e-12);
  });

  it('goes between mass and frequency: 1 µeV is 241.8 MHz', () => {
    assert.ok(Math.abs(mhzOf(1) - 241.8) < 0.01);
    assert.ok(Math.abs(massOf(mhzOf(0.62)) - 0.62) < 1e-12);
  });

  it('reads between points, and nothing beyond them', () => {
    assert.ok(Math.abs((reachAt(curves, 0.6)?.coupling ?? 0) - 1.5) < 1e-12);
    assert.equal(reachAt(curves, 0.71), null);
  });

  it('says where no reach is given', () => {
    assert.match(reachWords(curves, 300), /^300 MHz, 1\.241 µeV: between the two cavities/);
    assert.match(reachWords(curves, 145), /reach 1\.50 \(low\)/);
  });
});
