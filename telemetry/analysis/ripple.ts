/** Finds the standing wave of a cable in what a resonance fit leaves over. */
import { solvePositive } from './least-squares.ts';

/** Cycles of ripple over the span that are looked for: fewer are a polynomial, more are noise. */
const MIN_CYCLES = 0.75;
const MAX_CYCLES = 24;
const CYCLE_STEP = 0.25;

/** Points that are enough to find a ripple; of longer sweeps every second, third, … is looked at. */
const ENOUGH_POINTS = 400;

/** A ripple `cos` cos(w u) + `sin` sin(w u) in nepers. */
export interface Ripple {
  /** Angular frequency per unit of `u`. */
  readonly w: number;
  /** Amplitude of the cosine, nepers. */
  readonly cos: number;
  /** Amplitude of the sine, nepers. */
  readonly sin: number;
}

/** The converged fit without ripple that is looked at: residual model minus measured, and its derivatives. */
export interface Leftover {
  readonly u: Float64Array;
  readonly model: Float64Array;
  readonly residual: Float64Array;
  readonly jacobian: Float64Array;
  /** Columns of the jacobian. */
  readonly parameters: number;
}

/** Jᵀ v. */
function project({ jacobian, parameters: n }: Leftover, v: Float64Array): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < v.length; i += 1) {
    const value = v[i] ?? 0;
    for (let j = 0; j < n; j += 1) out[j] = (out[j] ?? 0) + (jacobian[i * n + j] ?? 0) * value;
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Jᵀ J, row by row. */
function gram({ jacobian, parameters: n }: Leftover): Float64Array {
  const out = new Float64Array(n * n);
  for (let row = 0; row < jacobian.length; row += n) {
    for (let j = 0; j < n; j += 1) {
      const left = jacobian[row + j] ?? 0;
      for (let k = 0; k < n; k += 1)
        out[j * n + k] = (out[j * n + k] ?? 0) + left * (jacobian[row + k] ?? 0);
    }
  }
  return out;
}

/**
 * How much the cost would fall with a ripple of angular frequency `w`, when all other parameters follow it
 * (the Schur complement of the linearised problem): a plain periodogram is fooled where they had bent to it.
 */
function gain(leftover: Leftover, squares: Float64Array, w: number): Ripple & { value: number } {
  const none = { w, cos: 1e-3, sin: 1e-3, value: 0 };
  const { u, model, residual } = leftover;
  const cos = u.map((at, i) => (model[i] ?? 0) * Math.cos(w * at));
  const sin = u.map((at, i) => (model[i] ?? 0) * Math.sin(w * at));
  const [b1, b2] = [project(leftover, cos), project(leftover, sin)];
  const [x1, x2] = [solvePositive(squares, b1), solvePositive(squares, b2)];
  if (!x1 || !x2) return none;
  const s11 = dot(cos, cos) - dot(b1, x1);
  const s22 = dot(sin, sin) - dot(b2, x2);
  const s12 = dot(cos, sin) - dot(b1, x2);
  const [q1, q2] = [dot(cos, residual), dot(sin, residual)];
  const determinant = s11 * s22 - s12 * s12;
  if (!(determinant > 1e-9 * dot(cos, cos) * dot(sin, sin))) return none;
  return {
    w,
    cos: (q2 * s12 - q1 * s22) / determinant,
    sin: (q1 * s12 - q2 * s11) / determinant,
    value: (q1 * q1 * s22 - 2 * q1 * q2 * s12 + q2 * q2 * s11) / determinant,
  };
}

/** Every n-th point of a long sweep. */
function thin(leftover: Leftover): Leftover {
  const stride = Math.max(1, Math.floor(leftover.u.length / ENOUGH_POINTS));
  if (stride === 1) return leftover;
  const { parameters } = leftover;
  const every = (values: Float64Array) => values.filter((_, i) => i % stride === 0);
  const jacobian = leftover.jacobian.filter((_, i) => Math.floor(i / parameters) % stride === 0);
  const [u, model, residual] = [every(leftover.u), every(leftover.model), every(leftover.residual)];
  return { u, model, residual, jacobian, parameters };
}

/** The angular frequencies (per unit of `u`) that would explain most of the rest, best first. */
export function findRipples(whole: Leftover, count: number): Ripple[] {
  const leftover = thin(whole);
  const squares = gram(leftover);
  const gains: (Ripple & { value: number })[] = [];
  for (let cycles = MIN_CYCLES; cycles <= MAX_CYCLES; cycles += CYCLE_STEP) {
    const w = Math.PI * cycles;
    gains.push(gain(leftover, squares, w));
  }
  const peaks = gains.filter(
    ({ value }, i) => value >= (gains[i - 1]?.value ?? 0) && value >= (gains[i + 1]?.value ?? 0),
  );
  peaks.sort((a, b) => b.value - a.value);
  return peaks.slice(0, count);
}
