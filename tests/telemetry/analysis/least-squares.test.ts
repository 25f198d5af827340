/** The least-squares engine on problems whose answer is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastSquares, solvePositive } from '#telemetry/analysis/least-squares.ts';

test('an exponential decay with its errors', () => {
  const t = Float64Array.from({ length: 50 }, (_, i) => i / 10);
  const wiggle = (i: number): number => 0.01 * (i % 2 === 0 ? 1 : -1);
  const measured = t.map((at, i) => 3 * Math.exp(-0.7 * at) + wiggle(i));
  const result = leastSquares({
    points: t.length,
    start: [1, 2],
    evaluate: ([a = 0, k = 0], residual, jacobian) => {
      t.forEach((at, i) => {
        const decay = Math.exp(-k * at);
        residual[i] = a * decay - (measured[i] ?? 0);
        jacobian[2 * i] = decay;
        jacobian[2 * i + 1] = -a * at * decay;
      });
    },
  });
  assert.ok(result.isConverged);
  assert.ok(Math.abs((result.parameters[0] ?? 0) - 3) < 0.01);
  assert.ok(Math.abs((result.parameters[1] ?? 0) - 0.7) < 0.01);
  assert.ok(Math.abs(result.cost - 50 * 1e-4) < 1e-4);
  assert.ok((result.errors[0] ?? 0) > 1e-3 && (result.errors[0] ?? 0) < 1e-2);
});

test('a parameter that nothing depends on has no error and does not stop the others', () => {
  const result = leastSquares({
    points: 3,
    start: [0, 5],
    evaluate: ([a = 0], residual, jacobian) => {
      for (let i = 0; i < 3; i += 1) {
        residual[i] = a - 2;
        jacobian[2 * i] = 1;
        jacobian[2 * i + 1] = 0;
      }
    },
  });
  assert.ok(Math.abs((result.parameters[0] ?? 0) - 2) < 1e-3);
  assert.ok(Number.isNaN(result.errors[1] ?? 0));
});

test('a singular system has no solution, a good one has', () => {
  assert.equal(solvePositive(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1)), null);
  const x = solvePositive(Float64Array.of(4, 2, 2, 3), Float64Array.of(2, 5));
  assert.ok(x && Math.abs((x[0] ?? 0) + 0.5) < 1e-12 && Math.abs((x[1] ?? 0) - 2) < 1e-12);
});
