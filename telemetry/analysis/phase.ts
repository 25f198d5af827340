/** The phase of a sweep against a model: cable delay and slow bends are taken off, what is left measures the model. */
import { solvePositive } from './least-squares.ts';

/** An angle brought into -π..π. */
export function wrap(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

/** |Σ w exp(i(ψ - k u))| and its angle. */
function coherence(u: Float64Array, psi: Float64Array, weight: Float64Array, k: number) {
  let re = 0;
  let im = 0;
  for (let i = 0; i < u.length; i += 1) {
    const angle = (psi[i] ?? 0) - k * (u[i] ?? 0);
    re += (weight[i] ?? 0) * Math.cos(angle);
    im += (weight[i] ?? 0) * Math.sin(angle);
  }
  return { size: Math.hypot(re, im), angle: Math.atan2(im, re) };
}

/** Slope of the phase per unit of `u`: from neighbours, then the best within some turns of it, without unwrapping. */
function phaseSlope(u: Float64Array, psi: Float64Array, weight: Float64Array): number {
  let re = 0;
  let im = 0;
  let steps = 0;
  for (let i = 1; i < u.length; i += 1) {
    const w = Math.min(weight[i] ?? 0, weight[i - 1] ?? 0);
    const difference = (psi[i] ?? 0) - (psi[i - 1] ?? 0);
    re += w * Math.cos(difference);
    im += w * Math.sin(difference);
    steps += (u[i] ?? 0) - (u[i - 1] ?? 0);
  }
  let best = (Math.atan2(im, re) * (u.length - 1)) / steps;
  for (const [reach, step] of [
    [6, 0.25],
    [0.25, 0.01],
  ] as const) {
    const around = best;
    let size = -1;
    for (let k = around - reach * Math.PI; k <= around + reach * Math.PI; k += step * Math.PI) {
      const found = coherence(u, psi, weight, k).size;
      if (found > size) [size, best] = [found, k];
    }
  }
  return best;
}

/** Columns of the slow phase: a parabola and, where the magnitude has one, the ripple. */
function slowColumns(u: number, rippleW: number | null): number[] {
  const columns = [1, u, u * u];
  if (rippleW !== null) columns.push(Math.cos(rippleW * u), Math.sin(rippleW * u));
  return columns;
}

/**
 * Weighted mean square (rad²) of what is left of the phase `psi` (measured minus model) when cable delay,
 * a parabola and a ripple of known frequency have been taken off.
 */
export function phaseResidual(
  u: Float64Array,
  psi: Float64Array,
  weight: Float64Array,
  rippleW: number | null,
): number {
  const slope = phaseSlope(u, psi, weight);
  const { angle } = coherence(u, psi, weight, slope);
  const rest = psi.map((value, i) => wrap(value - slope * (u[i] ?? 0) - angle));
  const n = rippleW === null ? 3 : 5;
  const a = new Float64Array(n * n);
  const b = new Float64Array(n);
  for (let i = 0; i < u.length; i += 1) {
    const columns = slowColumns(u[i] ?? 0, rippleW);
    const w = weight[i] ?? 0;
    for (let j = 0; j < n; j += 1) {
      b[j] = (b[j] ?? 0) + w * (columns[j] ?? 0) * (rest[i] ?? 0);
      for (let k = 0; k < n; k += 1) {
        a[j * n + k] = (a[j * n + k] ?? 0) + w * (columns[j] ?? 0) * (columns[k] ?? 0);
      }
    }
  }
  const slow = solvePositive(a, b) ?? new Float64Array(n);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < u.length; i += 1) {
    const bend = slowColumns(u[i] ?? 0, rippleW).reduce((t, c, j) => t + c * (slow[j] ?? 0), 0);
    sum += (weight[i] ?? 0) * wrap((rest[i] ?? 0) - bend) ** 2;
    weights += weight[i] ?? 0;
  }
  return sum / weights;
}
