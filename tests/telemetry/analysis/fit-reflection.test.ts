/** The magnitude fit finds what synthetic sweeps were made of, and refuses what cannot be fitted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fitReflectionMagnitude } from '#telemetry/analysis/fit-reflection.ts';
import type { Options, Truth } from './synthetic-sweep.ts';
import { seeded, syntheticSweep } from './synthetic-sweep.ts';

/** Largest errors over many sweeps: f0 in linewidths, Q_L and β (the reading nearer to the truth) relative. */
function worst(seeds: number, options: Options) {
  const errors = { f0: 0, qL: 0, beta: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { truth, ...sweep } = syntheticSweep(seed, options);
    const result = fitReflectionMagnitude(sweep);
    assert.ok(result.ok, `seed ${seed}: ${result.ok ? '' : result.refused}`);
    const { f0Hz, qL, beta, betaUnder, regime, q0 } = result.fit;
    assert.equal(regime, 'unknown');
    assert.equal(q0, null);
    const nearest = Math.min(betaError(beta?.value, truth), betaError(betaUnder?.value, truth));
    errors.f0 = Math.max(errors.f0, Math.abs(f0Hz.value - truth.f0) / (truth.f0 / truth.qL));
    errors.qL = Math.max(errors.qL, Math.abs(qL.value / truth.qL - 1));
    errors.beta = Math.max(errors.beta, nearest);
  }
  return errors;
}

function betaError(value: number | undefined, truth: Truth): number {
  return Math.abs((value ?? Number.NaN) / truth.beta - 1);
}

function assertWithin({ f0, qL, beta }: { f0: number; qL: number; beta: number }): void {
  assert.ok(f0 < 0.05, `f0 is off by ${f0} linewidths`);
  assert.ok(qL < 0.03, `Q_L is off by ${qL}`);
  assert.ok(beta < 0.03, `beta is off by ${beta}`);
}

test('100 of 100 sweeps with random coupling and ripple', () => assertWithin(worst(100, {})));

test('noise of the complex trace', () => assertWithin(worst(40, { isAdditive: true })));

test('critical coupling, where the dip is deepest', () => {
  assertWithin(worst(40, { beta: 1 }));
  assertWithin(worst(40, { beta: 1.05, isAdditive: true }));
});

test('ripple as narrow as the resonance and as wide as the window', () => {
  for (const period of [0.5e6, 1e6, 2.5e6, 7e6]) assertWithin(worst(15, { period }));
});

test('errors are of the size of the real deviations', () => {
  let squares = 0;
  const seeds = 60;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { truth, ...sweep } = syntheticSweep(seed, { period: 1.3e6 });
    const result = fitReflectionMagnitude(sweep);
    assert.ok(result.ok && result.fit.qL.error !== null);
    squares += ((result.fit.qL.value - truth.qL) / result.fit.qL.error) ** 2;
  }
  const pull = Math.sqrt(squares / seeds);
  assert.ok(pull > 0.5 && pull < 2, `deviations are ${pull} of the stated errors`);
});

const refusal = (sweep: { fHz: Float64Array; db: Float64Array }): string => {
  const result = fitReflectionMagnitude(sweep);
  return result.ok ? 'not refused' : result.refused;
};

test('what cannot be fitted is refused with its reason', () => {
  const { fHz, db } = syntheticSweep(3, { beta: 1.5 });
  const around = (from: number, to: number) => ({
    fHz: fHz.slice(from, to),
    db: db.slice(from, to),
  });
  let deepest = 0;
  for (let i = 0; i < db.length; i += 1) if ((db[i] ?? 0) < (db[deepest] ?? 0)) deepest = i;
  assert.match(
    refusal(around(deepest - 45, deepest + 45)),
    /linewidths, 3 are needed|not determined/,
  );
  assert.match(refusal(around(deepest - 20, deepest + 500)), /at the edge|not determined/);
  assert.match(refusal(around(0, 20)), /20 points, 25 are needed/);
  assert.match(refusal({ fHz, db: db.slice(1) }), /frequencies for/);
  assert.match(refusal({ fHz: fHz.toReversed(), db }), /do not rise at point 2/);
  assert.match(
    refusal({ fHz, db: db.map((v, i) => (i === 9 ? Number.NaN : v)) }),
    /point 10 is not a number/,
  );
});

test('noise and a flat line are no dip', () => {
  const random = seeded(7);
  const { fHz } = syntheticSweep(1);
  assert.match(refusal({ fHz, db: fHz.map(() => -30 + 0.1 * random()) }), /no dip/);
  assert.match(refusal({ fHz, db: fHz.map(() => -30) }), /no dip/);
});

test('two modes in the window are refused', () => {
  const one = syntheticSweep(5, { beta: 0.8 });
  const dips = one.fHz.map((f, i) => {
    const y = 2 * 21_000 * (f / (one.truth.f0 + 1.5e6) - 1);
    return (one.db[i] ?? 0) + 10 * Math.log10(1 - 0.9 / (1 + y * y));
  });
  assert.match(refusal({ fHz: one.fHz, db: dips }), /two modes/);
});

test('two modes half a linewidth apart are refused, not averaged', () => {
  const one = syntheticSweep(5, { beta: 0.8 });
  const linewidth = one.truth.f0 / one.truth.qL;
  const both = one.fHz.map((f, i) => {
    const y = 2 * one.truth.qL * (f / (one.truth.f0 + linewidth / 2) - 1);
    return (one.db[i] ?? 0) + 10 * Math.log10(1 - 0.5 / (1 + y * y));
  });
  assert.match(refusal({ fHz: one.fHz, db: both }), /does not follow the points/);
});

test('a click on the line changes nothing, nor does a bottom that few points have seen', () => {
  const { truth, fHz, db } = syntheticSweep(9, { beta: 1.6, period: 2e6 });
  const clicked = db.map((value, i) => (i === 300 || i === 500 ? value - 12 : value));
  const result = fitReflectionMagnitude({ fHz, db: clicked });
  assert.ok(result.ok && Math.abs(result.fit.qL.value / truth.qL - 1) < 0.01);
  const critical = syntheticSweep(9, { beta: 1.02, points: 101 });
  const sparse = fitReflectionMagnitude(critical);
  assert.ok(sparse.ok && Math.abs((sparse.fit.beta?.value ?? 0) / 1.02 - 1) < 0.03);
});

test('no sweep makes it throw', () => {
  const values = fc.array(fc.double(), { maxLength: 60 });
  fc.assert(
    fc.property(values, values, (f, db) => {
      const result = fitReflectionMagnitude({
        fHz: Float64Array.from(f),
        db: Float64Array.from(db),
      });
      assert.ok(result.ok || result.refused.length > 0);
    }),
  );
});
