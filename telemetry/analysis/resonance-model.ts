/** Magnitude of a resonance on its baseline, with derivatives, for the least-squares fits. */
import type { BaselineForm } from './baseline.ts';
import { baselineAt, countParameters } from './baseline.ts';
import type { Evaluate } from './least-squares.ts';

/**
 * Parameters 0 to 3, then those of the baseline.
 * 0 position `u0`, 1 logarithm of the half width, 2 and 3 the two numbers of the shape.
 */
export const SHAPE_PARAMETERS = 4;

/**
 * Numerator N(y) of |S|² = baseline² N(y) / (1 + y²), with y = (u - u0) / half width = 2 Q_L (f/f0 - 1),
 * and its derivatives by y and by both shape parameters.
 */
export type Numerator = (y: number, a: number, b: number, out: Float64Array) => void;

/**
 * Reflection: g² + (y - s)². On resonance |S11| is g = |1-β|/(1+β); s is the asymmetry that a reflection
 * in the cable makes (0 for a bare cavity). Follows from S11 = 1 - [2β/(1+β)] e^{iφ} / (1 + iy).
 */
export const reflection: Numerator = (y, g, s, out) => {
  out[0] = g * g + (y - s) * (y - s);
  out[1] = 2 * (y - s);
  out[2] = 2 * g;
  out[3] = -2 * (y - s);
};

/**
 * Transmission: (1 + q y)² + (p y)², the resonance 1 / (1 + iy) with a leak that passes by it.
 * Without leak both are 0.
 */
export const transmission: Numerator = (y, p, q, out) => {
  out[0] = (1 + q * y) ** 2 + (p * y) ** 2;
  out[1] = 2 * q * (1 + q * y) + 2 * p * p * y;
  out[2] = 2 * p * y * y;
  out[3] = 2 * y * (1 + q * y);
};

/** |S| at every point for these parameters. */
export function amplitudes(
  u: Float64Array,
  form: BaselineForm,
  numerator: Numerator,
  p: Float64Array,
): Float64Array {
  const out = new Float64Array(4);
  const scratch = new Float64Array(countParameters(form));
  const width = Math.exp(p[1] ?? 0);
  return u.map((at) => {
    const y = (at - (p[0] ?? 0)) / width;
    numerator(y, p[2] ?? 0, p[3] ?? 0, out);
    const base = baselineAt(form, p, SHAPE_PARAMETERS, at, scratch, 0);
    return Math.exp(base) * Math.sqrt((out[0] ?? 0) / (1 + y * y));
  });
}

/** Residuals model minus measured, in linear amplitude, with their derivatives. */
export function resonanceEvaluator(
  u: Float64Array,
  amplitude: Float64Array,
  form: BaselineForm,
  numerator: Numerator,
): Evaluate {
  const parameters = SHAPE_PARAMETERS + countParameters(form);
  const n = new Float64Array(4);
  return (p, residual, jacobian) => {
    const [u0, a, b] = [p[0] ?? 0, p[2] ?? 0, p[3] ?? 0];
    const width = Math.exp(p[1] ?? 0);
    for (let i = 0; i < u.length; i += 1) {
      const row = i * parameters;
      const at = u[i] ?? 0;
      const y = (at - u0) / width;
      const denominator = 1 + y * y;
      numerator(y, a, b, n);
      const squared = n[0] ?? 0;
      const gamma = Math.sqrt(squared / denominator) + 1e-15;
      const base = Math.exp(
        baselineAt(form, p, SHAPE_PARAMETERS, at, jacobian, row + SHAPE_PARAMETERS),
      );
      const model = base * gamma;
      const half = base / (2 * gamma);
      const byY =
        (half * ((n[1] ?? 0) * denominator - squared * 2 * y)) / (denominator * denominator);
      residual[i] = model - (amplitude[i] ?? 0);
      jacobian[row] = -byY / width;
      jacobian[row + 1] = -byY * y;
      jacobian[row + 2] = (half * (n[2] ?? 0)) / denominator;
      jacobian[row + 3] = (half * (n[3] ?? 0)) / denominator;
      for (let j = SHAPE_PARAMETERS; j < parameters; j += 1) {
        jacobian[row + j] = model * (jacobian[row + j] ?? 0);
      }
    }
  };
}
