/** Nonlinear least squares (Levenberg and Marquardt) for a few parameters and some thousand points. */

/** Fills `residual[i]` and, row by row, `jacobian[i * parameters + j]` at `p`. */
export type Evaluate = (p: Float64Array, residual: Float64Array, jacobian: Float64Array) => void;

/** What a fit came to, converged or not. */
export interface LeastSquaresResult {
  readonly parameters: Float64Array;
  /** Standard errors from the covariance scaled by the residual variance; NaN where it is singular. */
  readonly errors: Float64Array;
  /** Sum of squared residuals. */
  readonly cost: number;
  /** Steps that were tried. */
  readonly iterations: number;
  readonly isConverged: boolean;
}

/** Cholesky factor of a symmetric positive matrix in place (lower triangle), or false where it is not positive. */
function factorise(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j += 1) {
    let d = a[j * n + j] ?? 0;
    for (let k = 0; k < j; k += 1) d -= (a[j * n + k] ?? 0) ** 2;
    if (!(d > 0)) return false;
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i += 1) {
      let sum = a[i * n + j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (a[i * n + k] ?? 0) * (a[j * n + k] ?? 0);
      a[i * n + j] = sum / root;
    }
  }
  return true;
}

/** Solves L Lᵀ x = b for a Cholesky factor; `x` may be `b`. */
function substitute(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i += 1) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= (l[i * n + k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (l[i * n + i] ?? 1);
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < n; k += 1) sum -= (l[k * n + i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (l[i * n + i] ?? 1);
  }
  return x;
}

/** Solves the symmetric positive system `a x = b`, or gives null where `a` is singular. */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array | null {
  const factor = Float64Array.from(a);
  return factorise(factor, b.length) ? substitute(factor, b.length, b) : null;
}

/** Jᵀ J and Jᵀ r. */
function normalEquations(jacobian: Float64Array, residual: Float64Array, n: number) {
  const a = new Float64Array(n * n);
  const b = new Float64Array(n);
  for (let i = 0; i < residual.length; i += 1) {
    const row = i * n;
    const r = residual[i] ?? 0;
    for (let j = 0; j < n; j += 1) {
      const left = jacobian[row + j] ?? 0;
      b[j] = (b[j] ?? 0) - left * r;
      for (let k = 0; k <= j; k += 1) {
        a[j * n + k] = (a[j * n + k] ?? 0) + left * (jacobian[row + k] ?? 0);
      }
    }
  }
  for (let j = 0; j < n; j += 1) {
    for (let k = j + 1; k < n; k += 1) a[j * n + k] = a[k * n + j] ?? 0;
  }
  return { a, b };
}

function sumOfSquares(residual: Float64Array): number {
  let sum = 0;
  for (const r of residual) sum += r * r;
  return sum;
}

function standardErrors(a: Float64Array, n: number, variance: number): Float64Array {
  const errors = new Float64Array(n).fill(Number.NaN);
  const factor = Float64Array.from(a);
  if (!factorise(factor, n)) return errors;
  for (let j = 0; j < n; j += 1) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    errors[j] = Math.sqrt((substitute(factor, n, unit)[j] ?? Number.NaN) * variance);
  }
  return errors;
}

/** One damped step, or null where the system cannot be solved. */
function step(a: Float64Array, b: Float64Array, n: number, damping: number): Float64Array | null {
  const damped = Float64Array.from(a);
  for (let j = 0; j < n; j += 1) {
    const d = a[j * n + j] ?? 0;
    damped[j * n + j] = d + damping * Math.max(d, 1e-12);
  }
  return solvePositive(damped, b);
}

/**
 * Minimises the sum of squared residuals from `start`.
 *
 * Parameters should be of order one: the caller normalises (a frequency of 9 GHz beside a width of
 * 0.4 MHz is hopeless in double precision). Never throws; look at `isConverged`.
 */
export function leastSquares({
  evaluate,
  start,
  points,
  maxIterations = 60,
  tolerance = 1e-7,
}: {
  evaluate: Evaluate;
  start: readonly number[];
  points: number;
  maxIterations?: number;
  tolerance?: number;
}): LeastSquaresResult {
  const n = start.length;
  let p = Float64Array.from(start);
  let residual = new Float64Array(points);
  let jacobian = new Float64Array(points * n);
  let nextResidual = new Float64Array(points);
  let nextJacobian = new Float64Array(points * n);
  evaluate(p, residual, jacobian);
  let cost = sumOfSquares(residual);
  let damping = 1e-3;
  let isConverged = false;
  let iterations = 0;
  let equations = normalEquations(jacobian, residual, n);
  while (iterations < maxIterations && !isConverged && damping < 1e12) {
    iterations += 1;
    const move = step(equations.a, equations.b, n, damping);
    const next = Float64Array.from(p, (value, j) => value + (move?.[j] ?? 0));
    if (move) evaluate(next, nextResidual, nextJacobian);
    const nextCost = move ? sumOfSquares(nextResidual) : Number.NaN;
    if (!(nextCost <= cost)) {
      damping *= 8;
      isConverged = damping > 1e9 && cost > 0;
      continue;
    }
    isConverged = cost - nextCost <= tolerance * cost;
    [p, cost, damping] = [next, nextCost, Math.max(damping / 6, 1e-12)];
    [residual, nextResidual] = [nextResidual, residual];
    [jacobian, nextJacobian] = [nextJacobian, jacobian];
    equations = normalEquations(jacobian, residual, n);
  }
  const variance = cost / Math.max(1, points - n);
  return {
    parameters: p,
    errors: standardErrors(equations.a, n, variance),
    cost,
    iterations,
    isConverged,
  };
}
