/** Over-coupled or under-coupled: decided by the phase of a reflection sweep, where it has one and where it can. */
import type { SweepFit } from '../facts/sweep.ts';
import type { MagnitudeShape } from './fit-reflection.ts';
import { fitWithShape } from './fit-reflection.ts';
import { phaseResidual } from './phase.ts';
import type { SweepFitResult } from './sweep-result.ts';
import type { Sweep } from './sweep-shape.ts';

/** One reading of the coupling must leave this many times more phase over than the other to be dropped. */
const CLEAR_RATIO = 2;

/** Largest weighted phase residual (rad², about 17 degrees) of a reading that is believed. */
const MAX_RESIDUAL = 0.09;

/** Widths from the resonance within which the phase is looked at: beyond, both readings are alike. */
const REACH = 12;

/** Phase of the reflection: arg of (±g + i(y - s)) / (1 + iy), plus for under-, minus for over-coupled. */
function residualOf(phaseRad: Float64Array, shape: MagnitudeShape, sign: 1 | -1): number {
  const { u, u0, halfWidth, g, s, rippleW } = shape;
  const near: number[] = [];
  for (let i = 0; i < u.length; i += 1) {
    if (Math.abs((u[i] ?? 0) - u0) < REACH * halfWidth) near.push(i);
  }
  const weight = new Float64Array(near.length);
  const psi = new Float64Array(near.length);
  for (const [j, i] of near.entries()) {
    const y = ((u[i] ?? 0) - u0) / halfWidth;
    weight[j] = (g * g + (y - s) ** 2) / (1 + y * y);
    psi[j] = (phaseRad[i] ?? 0) - Math.atan2(y - s, sign * g) + Math.atan(y);
  }
  const at = Float64Array.from(near, (i) => u[i] ?? 0);
  return phaseResidual(at, psi, weight, rippleW);
}

/** The fit with one reading of the coupling, and Q0 = Q_L (1 + β) with its error. */
function decided(fit: SweepFit, regime: 'over' | 'under'): SweepFit {
  const beta = regime === 'over' ? fit.beta : fit.betaUnder;
  if (beta === null) return fit;
  const value = fit.qL.value * (1 + beta.value);
  const relative = Math.hypot(
    (fit.qL.error ?? 0) / fit.qL.value,
    (beta.error ?? 0) / (1 + beta.value),
  );
  return { ...fit, beta, betaUnder: null, q0: { value, error: value * relative }, regime };
}

/**
 * The magnitude fit and, where the phase tells which of its two readings holds, the regime and Q0.
 *
 * The circle of an over-coupled cavity encloses the origin, that of an under-coupled one does not. Near
 * critical coupling, or with a phase that follows neither reading, the regime stays `unknown` and the
 * method `magnitude`. Never throws.
 */
export function fitReflection(
  sweep: Sweep & { readonly phaseRad: Float64Array | null },
): SweepFitResult {
  const { result, shape } = fitWithShape(sweep);
  const { phaseRad } = sweep;
  if (!result.ok || shape === null || phaseRad === null) return result;
  if (phaseRad.length !== sweep.fHz.length || !phaseRad.every(Number.isFinite)) return result;
  const under = residualOf(phaseRad, shape, 1);
  const over = residualOf(phaseRad, shape, -1);
  const regime = over < under ? 'over' : 'under';
  const [good, bad] = [Math.min(over, under), Math.max(over, under)];
  if (!(good < MAX_RESIDUAL) || !(bad > CLEAR_RATIO * good)) return result;
  return { ...result, method: 'phase', fit: decided(result.fit, regime) };
}
