/** The fits on real traces: the authors' values where they published them, counts everywhere else. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parseSweep } from '#agents/formats/sweep.ts';
import { fitReflectionMagnitude } from '#telemetry/analysis/fit-reflection.ts';
import { fitTransmission } from '#telemetry/analysis/fit-transmission.ts';
import type { SweepFitResult } from '#telemetry/analysis/sweep-result.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

function load(path: string) {
  const result = parseSweep(readFileSync(path, 'latin1'), basename(path));
  assert.ok(result.ok, result.ok ? '' : `${path}: ${result.reason}`);
  return result.sweep;
}

/** Published: f0 in Hz, Q_L. */
const PUBLISHED: readonly [path: string, f0: number, qL: number][] = [
  ['vna/resonator_tools/tests/test_data/S11.txt', 7112934295.38, 253270.75],
  ['vna/skrf_npl_qfactor/skrf/tests/qfactor_data/Table6c27.txt', 3.652938e9, 708],
];

for (const [path, f0, qL] of PUBLISHED) {
  test(`${basename(path)}: as its authors found`, needsSharedData(path), () => {
    const result = fitReflectionMagnitude(load(sharedData(path)));
    assert.ok(result.ok, result.ok ? '' : result.refused);
    assert.ok(Math.abs(result.fit.f0Hz.value / f0 - 1) < 1e-5);
    assert.ok(Math.abs(result.fit.qL.value / qL - 1) < 0.05);
  });
}

/** First words of every outcome, counted. */
function count(folder: string, fit: (sweep: ReturnType<typeof load>) => SweepFitResult) {
  const counts: Record<string, number> = {};
  for (const name of readdirSync(sharedData(folder))) {
    const path = join(sharedData(folder), name);
    const parsed = parseSweep(readFileSync(path, 'latin1'), name);
    const result = parsed.ok ? fit(parsed.sweep) : null;
    const words = result === null ? 'not a sweep' : result.ok ? 'fitted' : result.refused;
    const outcome = words.replace(/[\d:].*/, '').trim();
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const TEMPERATURES =
  'vna/scresonators_nyu_tempsweep/fit_resonator/Resources/sample_temperature_data';
test('a resonator at 20 temperatures', needsSharedData(TEMPERATURES), () => {
  assert.deepEqual(count(TEMPERATURES, fitReflectionMagnitude), { fitted: 20 });
});

const PIN =
  'vna/scresonators_mines_cavity/cryores/test_data/Mines/cooldown_19/rt_pin_microscope_tests_210430';
test('a cavity of low Q while its pin moves', needsSharedData(PIN), () => {
  const { fitted = 0, 'not a sweep': none, ...refused } = count(PIN, fitReflectionMagnitude);
  assert.equal(none, 1);
  assert.equal(fitted, 3);
  assert.equal(refused['no dip'], 2);
  assert.equal((refused['the window holds'] ?? 0) + (refused['the fit did not converge'] ?? 0), 8);
});

const CAVITY = 'vna/cylindrical_cavity_auth/data/new';
test('transmission peaks of a cavity in an oven', needsSharedData(CAVITY), () => {
  const counts = count(CAVITY, fitTransmission);
  assert.deepEqual(counts, {
    fitted: 27,
    'frequency or quality factor is not determined by the points': 3,
    'not a sweep': 3,
  });
});

test('a peak is where the file has its largest number', needsSharedData(CAVITY), () => {
  const sweep = load(sharedData(`${CAVITY}/S21_metrisi mono me vasi koryfi.txt`));
  const result = fitTransmission(sweep);
  assert.ok(result.ok && result.fit.beta === null);
  assert.ok(Math.abs(result.fit.f0Hz.value - 4.8892e9) < 2e6);
});
