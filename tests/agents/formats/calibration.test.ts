/** Calibration curves: exact at their points, between them by the chosen lines, nothing beyond their ends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { checkCurve, createCalibration } from '#agents/formats/calibration.ts';

const points = [
  [10_000, 0.01],
  [2_000, 0.3],
  [1_000, 4],
] as const;

test('points are given back exactly, and nothing beyond the first and the last', () => {
  for (const interpolation of ['linear', 'log-log'] as const) {
    const calibrate = createCalibration({ kind: 'points', interpolation, points });
    for (const [sensor, value] of points) assert.equal(calibrate(sensor), value);
    for (const sensor of [999.9, 10_000.1, -1, Number.NaN]) assert.equal(calibrate(sensor), null);
  }
});

test('log-log lines are powers: the geometric middle gives the geometric middle', () => {
  const calibrate = createCalibration({ kind: 'points', interpolation: 'log-log', points });
  const value = calibrate(Math.sqrt(10_000 * 2_000)) ?? 0;
  assert.ok(Math.abs(value - Math.sqrt(0.01 * 0.3)) < 1e-12);
  const straight = createCalibration({ kind: 'points', interpolation: 'linear', points });
  assert.equal(straight(1_500), 2.15);
});

test('between two points a value lies between theirs', () => {
  const calibrate = createCalibration({ kind: 'points', interpolation: 'log-log', points });
  fc.assert(
    fc.property(fc.double({ min: 1_000, max: 10_000, noNaN: true }), (sensor) => {
      const value = calibrate(sensor);
      assert.ok(value !== null && value >= 0.01 - 1e-15 && value <= 4 + 1e-12);
    }),
  );
});

test('polynomials hold between their ends', () => {
  const curve = { kind: 'polynomial', coefficients: [1, 0, 2], from: 0, to: 10 } as const;
  const linear = createCalibration({ ...curve, variable: 'linear' });
  assert.deepEqual(
    [linear(0), linear(3), linear(10), linear(10.01), linear(-0.01)],
    [1, 19, 201, null, null],
  );
  const log = createCalibration({
    ...curve,
    coefficients: [2, -1],
    variable: 'log10',
    from: 1,
    to: 1e4,
  });
  assert.equal(log(100), 1);
});

test('a curve that can not be one says why', () => {
  const twice = [
    [1, 2],
    [1, 3],
  ] as const;
  assert.match(
    checkCurve({ kind: 'points', interpolation: 'linear', points: twice }) ?? '',
    /once/,
  );
  const below = [
    [-1, 2],
    [1, 3],
  ] as const;
  assert.match(
    checkCurve({ kind: 'points', interpolation: 'log-log', points: below }) ?? '',
    /above 0/,
  );
  const polynomial = { kind: 'polynomial', variable: 'log10', coefficients: [1] } as const;
  assert.match(checkCurve({ ...polynomial, from: 2, to: 1 }) ?? '', /less than/);
  assert.equal(checkCurve({ ...polynomial, from: 1, to: 2 }), null);
});
