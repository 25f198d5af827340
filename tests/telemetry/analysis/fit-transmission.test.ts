/** The transmission fit finds a peak with and without a leak beside it, and refuses what is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitTransmission } from '#telemetry/analysis/fit-transmission.ts';
import { seeded } from './synthetic-sweep.ts';

const F0 = 4.883e9;
const QL = 9_000;

/** |1/(1 + iy) + leak|² in dB over 12 linewidths, with noise and slope. */
function peak(leak: readonly [number, number], seed = 1) {
  const random = seeded(seed);
  const fHz = Float64Array.from({ length: 601 }, (_, i) => F0 + (i / 300 - 1.05) * 6 * (F0 / QL));
  const db = fHz.map((f) => {
    const y = 2 * QL * (f / F0 - 1);
    const re = 1 / (1 + y * y) + leak[0];
    const im = -y / (1 + y * y) + leak[1];
    return -24 + 1e-7 * (f - F0) + 10 * Math.log10(re * re + im * im) + 0.05 * (random() - 0.5);
  });
  return { fHz, db };
}

test('a bare peak', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const result = fitTransmission(peak([0, 0], seed));
    assert.ok(result.ok, result.ok ? '' : result.refused);
    assert.ok(Math.abs(result.fit.f0Hz.value - F0) < 0.02 * (F0 / QL));
    assert.ok(Math.abs(result.fit.qL.value / QL - 1) < 0.02);
    assert.equal(result.fit.beta, null);
    assert.equal(result.method, 'transmission');
  }
});

test('a leak that passes by the cavity does not move the resonance', () => {
  const result = fitTransmission(peak([0.02, 0.03]));
  assert.ok(result.ok, result.ok ? '' : result.refused);
  assert.ok(Math.abs(result.fit.f0Hz.value - F0) < 0.05 * (F0 / QL));
  assert.ok(Math.abs(result.fit.qL.value / QL - 1) < 0.05);
});

test('a flat line is no peak', () => {
  const { fHz } = peak([0, 0]);
  const result = fitTransmission({ fHz, db: fHz.map(() => -40) });
  assert.ok(!result.ok && result.refused.startsWith('no peak'));
});
