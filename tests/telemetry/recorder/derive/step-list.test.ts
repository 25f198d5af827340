import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describeClosing, describeStep } from '#telemetry/recorder/derive/log-text.ts';
import { listSteps, type StepSweep } from '#telemetry/recorder/derive/step-list.ts';

function sweep(takenMs: number, part: Partial<StepSweep> = {}): StepSweep {
  return {
    name: `S11_${String(takenMs)}.txt`,
    takenMs,
    tunerDeg: 20,
    centreHz: 8.8e9,
    f0Hz: 8.8e9,
    qL: 20_000,
    beta: 1.2,
    regime: 'unknown',
    refused: null,
    ...part,
  };
}

const outline = (sweeps: readonly StepSweep[], end: number | null) =>
  listSteps(sweeps, end).map(({ n, startMs, endMs, tunerDeg }) => [n, startMs, endMs, tunerDeg]);

test('sweeps at one angle, within 0.002 degrees, are one step; the next angle begins the next', () => {
  const sweeps = [
    sweep(0, { tunerDeg: 20 }),
    sweep(100, { tunerDeg: 20.001 }),
    sweep(200, { tunerDeg: 20.014 }),
    sweep(300, { tunerDeg: 20 }),
  ];
  assert.deepEqual(outline(sweeps, 400), [
    [1, 0, 200, 20],
    [2, 200, 300, 20.014],
    [3, 300, 400, 20],
  ]);
  assert.deepEqual(outline(sweeps, null).at(-1), [3, 300, null, 20]);
  assert.deepEqual(outline([], 400), []);
});

test('an angle that creeps does not stay one step for ever', () => {
  const sweeps = [0, 1, 2, 3].map((i) => sweep(i, { tunerDeg: 20 + i * 0.0015 }));
  assert.equal(listSteps(sweeps, null).length, 2);
});

test('without an angle a resonance that moved by more than its linewidth is a new step', () => {
  const at = (takenMs: number, f0Hz: number | null) => sweep(takenMs, { tunerDeg: null, f0Hz });
  const sweeps = [at(0, 8.8e9), at(1, 8.8e9 + 400_000), at(2, null), at(3, 8.8e9 + 900_000)];
  assert.deepEqual(outline(sweeps, null), [
    [1, 0, 3, null],
    [2, 3, null, null],
  ]);
});

test('f0 is that of the first sweep that could be fitted; else the reason is kept', () => {
  const refused = sweep(0, {
    f0Hz: null,
    qL: null,
    beta: null,
    regime: null,
    refused: 'too narrow',
  });
  const [step] = listSteps([refused, sweep(1, { f0Hz: 8.81e9 }), sweep(2)], null);
  assert.equal(step?.f0Hz, 8.81e9);
  assert.equal(step?.source, 'S11_1.txt');
  const [none] = listSteps([refused], null);
  assert.ok(none);
  assert.equal(describeStep(none), 'Tuner to 20°, step 1: no fit, too narrow');
});

test('a step never ends before it starts', () => {
  assert.deepEqual(outline([sweep(500)], 400), [[1, 500, 500, 20]]);
});

test('the log says it in words', () => {
  const [step] = listSteps([sweep(0, { tunerDeg: 22.3, f0Hz: 8.832145e9, qL: 21_312.4 })], null);
  assert.ok(step);
  assert.equal(describeStep(step), 'Tuner to 22.3°, step 1: f0 8.832145 GHz, Q_L 21 300');
  const low = listSteps([sweep(0, { tunerDeg: null, f0Hz: 150.0002e6, qL: 140_000 })], null)[0];
  assert.ok(low);
  assert.equal(describeStep(low), 'Step 1: f0 150.0002 MHz, Q_L 140 000');
  const next = { number: 4, startMs: 0 };
  assert.equal(
    describeClosing({ file_count: 1 }, 'next run', next, 900_000),
    'run 4 began, 1 file',
  );
  assert.equal(
    describeClosing({ file_count: 1_234 }, 'idle', null, 900_000),
    'no file for more than 15 min, 1 234 files',
  );
});
