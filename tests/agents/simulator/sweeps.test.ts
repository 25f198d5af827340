/** Acceptance: a fit that shares no code with the simulator finds what the simulator put into its sweeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileName } from '#agents/formats/file-name.ts';
import { parseSweep } from '#agents/formats/sweep.ts';
import { FLASH_CAVITY, QUAX_CAVITY } from '#agents/simulator/cavity.ts';
import type { Cavity } from '#agents/simulator/cavity.ts';
import { SWEEP_POINTS, sweepName, sweepPoints, sweepText } from '#agents/simulator/sweeps.ts';
import { fitReflectionMagnitude } from '#telemetry/analysis/fit-reflection.ts';
import type { SweepFitResult } from '#telemetry/analysis/sweep-result.ts';

const T = Date.UTC(2026, 10, 23, 10);

/** Writes a sweep as the simulator does, reads it as the collector does, and fits it. */
function fitSweep(cavity: Cavity, beta: number, seed: number, at: number): SweepFitResult {
  const truth = cavity.resonance(seed, 22.3, at);
  const resonance = { ...truth, beta, qL: truth.q0 / (1 + beta) };
  const text = sweepText(cavity, sweepPoints(cavity, resonance, seed, at)).join('');
  const parsed = parseSweep(text, 'S11_22p3deg.txt');
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
  return fitReflectionMagnitude(parsed.sweep);
}

test('the fit recovers f0 within 0.05 linewidth, Q_L and beta within 3 % for 100 sweeps', () => {
  let worst = { f0: 0, qL: 0, beta: 0 };
  for (let n = 0; n < 100; n += 1) {
    const beta = 0.5 + (1.5 * n) / 99;
    const at = T + n * 4_321_000;
    const { f0Hz, q0 } = QUAX_CAVITY.resonance(n, 22.3, at);
    const qL = q0 / (1 + beta);
    const result = fitSweep(QUAX_CAVITY, beta, n, at);
    assert.ok(result.ok, `sweep ${n}, beta ${beta}: ${result.ok ? '' : result.refused}`);
    const { fit } = result;
    const found = beta < 1 ? fit.betaUnder : fit.beta;
    assert.ok(found !== null);
    worst = {
      f0: Math.max(worst.f0, Math.abs(fit.f0Hz.value - f0Hz) / (f0Hz / qL)),
      qL: Math.max(worst.qL, Math.abs(fit.qL.value / qL - 1)),
      beta: Math.max(worst.beta, Math.abs(found.value / beta - 1)),
    };
  }
  assert.ok(worst.f0 < 0.05, `f0 is off by ${worst.f0} linewidths`);
  assert.ok(worst.qL < 0.03, `Q_L is off by ${worst.qL}`);
  assert.ok(worst.beta < 0.03, `beta is off by ${worst.beta}`);
});

test('the sweeps of the FLASH-like cavity fit as well', () => {
  for (let n = 0; n < 20; n += 1) {
    const { f0Hz, q0 } = FLASH_CAVITY.resonance(n, 22.3, T);
    const result = fitSweep(FLASH_CAVITY, 2, n, T);
    assert.ok(result.ok, result.ok ? '' : result.refused);
    assert.ok(Math.abs(result.fit.qL.value / (q0 / 3) - 1) < 0.03);
    assert.ok(Math.abs(result.fit.f0Hz.value - f0Hz) < 0.05 * (f0Hz / result.fit.qL.value));
  }
});

test('a sweep is 801 points over 5 MHz in three columns, 30 to 60 kB, with the dip of its coupling', () => {
  for (const [beta, depth] of [
    [1.1, 26.4],
    [1.9, 10.2],
  ] as const) {
    const truth = { ...QUAX_CAVITY.resonance(1, 20, T), beta };
    const text = sweepText(QUAX_CAVITY, sweepPoints(QUAX_CAVITY, truth, 1, T)).join('');
    assert.ok(text.length > 30_000 && text.length < 60_000, String(text.length));
    const parsed = parseSweep(text, 'S11_20deg.txt');
    assert.ok(parsed.ok);
    const { fHz, db, phaseRad } = parsed.sweep;
    assert.equal(fHz.length, SWEEP_POINTS);
    assert.equal(Math.round((fHz.at(-1) ?? 0) - (fHz[0] ?? 0)), 5_000_000);
    const sorted = [...db].sort((a, b) => a - b);
    const baseline = sorted[Math.floor(sorted.length * 0.8)] ?? 0;
    assert.ok(baseline > -45 && baseline < -30);
    assert.ok(Math.abs(baseline - (sorted[0] ?? 0) - depth) < 1.2, String(baseline));
    assert.ok(phaseRad !== null && phaseRad.every((phase) => Math.abs(phase) <= Math.PI));
  }
});

test('the pieces of a sweep are whole lines and make the whole', () => {
  const points = sweepPoints(QUAX_CAVITY, QUAX_CAVITY.resonance(1, 20, T), 1, T);
  const pieces = sweepText(QUAX_CAVITY, points, 7);
  assert.equal(pieces.length, 7);
  assert.ok(pieces.every((piece) => piece.endsWith('\n')));
  assert.equal(pieces.join(''), sweepText(QUAX_CAVITY, points).join(''));
});

test('the angle stands in the name and is read from it', () => {
  assert.equal(sweepName(QUAX_CAVITY, 20.2), 'S11_20p2deg.txt');
  assert.equal(sweepName(QUAX_CAVITY, 19), 'S11_19deg.txt');
  assert.deepEqual(readFileName(sweepName(QUAX_CAVITY, 20.24, true)), {
    sweep: 's11',
    tunerDeg: 20.24,
  });
});
