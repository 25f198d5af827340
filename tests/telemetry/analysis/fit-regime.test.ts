/** The phase of a sweep tells over- from under-coupled; where it cannot, the regime stays unknown. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSweep } from '#agents/formats/sweep.ts';
import { fitReflection } from '#telemetry/analysis/fit-regime.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';
import { seeded, syntheticSweep } from './synthetic-sweep.ts';

function fitSynthetic(seed: number, beta: number) {
  const { truth, ...sweep } = syntheticSweep(seed, { beta });
  const result = fitReflection(sweep);
  assert.ok(result.ok);
  return { truth, sweep, ...result };
}

test('the regime is right wherever it is told, and told unless coupling is critical', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const wanted = 0.5 + seed / 40;
    const { fit, method } = fitSynthetic(seed, wanted);
    const isCritical = Math.abs(wanted - 1) < 0.04;
    if (fit.regime === 'unknown') {
      assert.ok(isCritical, `beta ${wanted} is not told`);
      assert.equal(method, 'magnitude');
    } else assert.equal(fit.regime, wanted > 1 ? 'over' : 'under', `beta ${wanted}`);
  }
});

test('a told regime gives one coupling and Q0', () => {
  const { fit, truth, method } = fitSynthetic(4, 1.5);
  assert.equal(method, 'phase');
  assert.equal(fit.betaUnder, null);
  assert.ok(fit.q0 && Math.abs(fit.q0.value / (truth.qL * 2.5) - 1) < 0.03);
  assert.ok(fit.q0.error !== null && fit.q0.error > 0);
});

test('without a phase, or with a phase that means nothing, the magnitude fit stands', () => {
  const { sweep } = fitSynthetic(4, 1.5);
  const random = seeded(3);
  for (const phaseRad of [null, sweep.fHz.map(() => 6.3 * random()), sweep.fHz.map(() => NaN)]) {
    const result = fitReflection({ ...sweep, phaseRad });
    assert.ok(result.ok && result.method === 'magnitude' && result.fit.regime === 'unknown');
  }
});

/** Published: regime and unloaded quality factor. */
const PUBLISHED: readonly [path: string, regime: string, q0: number][] = [
  ['vna/resonator_tools/tests/test_data/S11.txt', 'over', 930126.6],
  ['vna/skrf_npl_qfactor/skrf/tests/qfactor_data/Table6c27.txt', 'under', 862],
];

for (const [path, regime, q0] of PUBLISHED) {
  test(`${basename(path)}: regime and Q0 as its authors found`, needsSharedData(path), () => {
    const parsed = parseSweep(readFileSync(sharedData(path), 'latin1'), basename(path));
    assert.ok(parsed.ok);
    const result = fitReflection(parsed.sweep);
    assert.ok(result.ok && result.fit.q0);
    assert.equal(result.fit.regime, regime);
    assert.ok(Math.abs(result.fit.q0.value / q0 - 1) < 0.03);
  });
}
