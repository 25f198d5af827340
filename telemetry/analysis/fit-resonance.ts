/** Fits a resonance with several baselines and keeps the one that its points can bear. */
import type { BaselineForm } from './baseline.ts';
import { countParameters, NEPER_PER_DB } from './baseline.ts';
import { leastSquares } from './least-squares.ts';
import type { LeastSquaresResult } from './least-squares.ts';
import type { Leftover } from './ripple.ts';
import { findRipples } from './ripple.ts';
import type { Numerator } from './resonance-model.ts';
import { SHAPE_PARAMETERS, amplitudes, resonanceEvaluator } from './resonance-model.ts';
import type { Shape } from './sweep-shape.ts';
import { estimateNoise } from './sweep-shape.ts';

/** A fitted resonance in normalised units; amplitude relative to the line through the edges. */
export interface ResonanceFit {
  readonly form: BaselineForm;
  readonly result: LeastSquaresResult;
  /** Bayesian information criterion: smaller is better. */
  readonly criterion: number;
}

/** Ripple frequencies that are tried in full. */
const CANDIDATES = 3;

/** A fit whose residual is within this factor of the noise of single points is good enough. */
const NOISE_MARGIN = 1.04;

/** A spike is this many times the noise and this part of the amplitude off its neighbours. */
const SPIKE_IN_NOISE = 8;
const SPIKE = 0.15;

/** With fewer points in the linewidth the bottom of a deep dip looks like a spike, so nothing is touched. */
const DESPIKE_POINTS = 30;

/** Everything that stays the same while baselines are tried. */
interface Task {
  readonly u: Float64Array;
  readonly amplitude: Float64Array;
  readonly numerator: Numerator;
}

function fitForm(task: Task, form: BaselineForm, start: readonly number[]): ResonanceFit {
  const points = task.u.length;
  const evaluate = resonanceEvaluator(task.u, task.amplitude, form, task.numerator);
  const result = leastSquares({ evaluate, start, points });
  const cost = Math.max(result.cost, points * 1e-24);
  const criterion = points * Math.log(cost / points) + start.length * Math.log(points);
  return { form, result, criterion };
}

/** Start for a higher polynomial order: the fit of the lower one with zeros added. */
function extend(fit: ResonanceFit, order: number, ripple: readonly number[]): number[] {
  const p = [...fit.result.parameters].slice(0, SHAPE_PARAMETERS + fit.form.order + 1);
  while (p.length < SHAPE_PARAMETERS + order + 1) p.push(0);
  return [...p.slice(0, SHAPE_PARAMETERS + order + 1), ...ripple];
}

/** What a fit leaves over, for the search of a ripple. */
function leftoverOf(task: Task, { form, result }: ResonanceFit): Leftover {
  const { u, amplitude, numerator } = task;
  const parameters = result.parameters.length;
  const residual = new Float64Array(u.length);
  const jacobian = new Float64Array(u.length * parameters);
  resonanceEvaluator(u, amplitude, form, numerator)(result.parameters, residual, jacobian);
  return {
    u,
    model: amplitudes(u, form, numerator, result.parameters),
    residual,
    jacobian,
    parameters,
  };
}

/** Start for the same ripple on a baseline one order higher. */
function curve({ form, result }: ResonanceFit): number[] {
  const at = SHAPE_PARAMETERS + form.order + 1;
  const p = [...result.parameters];
  return [...p.slice(0, at), 0, ...p.slice(at)];
}

/** A fit that did not converge (a ripple that slides into the polynomial) never wins over one that did. */
function isBetter(a: ResonanceFit, b: ResonanceFit): boolean {
  if (a.result.isConverged !== b.result.isConverged) return a.result.isConverged;
  return a.criterion < b.criterion;
}

/** Tries ripples on what the given fits leave over, until one is down to the noise. */
function tryRipples(
  task: Task,
  from: readonly ResonanceFit[],
  polynomial: ResonanceFit,
  isDown: (fit: ResonanceFit) => boolean,
): ResonanceFit {
  let best = polynomial;
  const form = { order: 1, hasRipple: true };
  if (SHAPE_PARAMETERS + countParameters(form) > task.u.length / 2) return best;
  const found = from.map((fit) => ({
    fit,
    ripples: findRipples(leftoverOf(task, fit), CANDIDATES),
  }));
  search: for (let place = 0; place < CANDIDATES; place += 1) {
    for (const { fit, ripples } of found) {
      const ripple = ripples[place];
      if (ripple === undefined) continue;
      const rippled = fitForm(task, form, extend(fit, 1, [ripple.cos, ripple.sin, ripple.w]));
      if (isBetter(rippled, best)) best = rippled;
      if (isDown(best)) break search;
    }
  }
  if (!best.form.hasRipple) return best;
  const curved = fitForm(task, { order: 2, hasRipple: true }, curve(best));
  return isBetter(curved, best) ? curved : best;
}

/** Single points far off both neighbours (a click on the line) are put on the median of the three. */
function despike(amplitude: Float64Array, noise: number): Float64Array {
  return amplitude.map((value, i) => {
    const a = amplitude[i - 1] ?? value;
    const b = amplitude[i + 1] ?? value;
    const middle = Math.max(Math.min(a, value), Math.min(Math.max(a, value), b));
    const limit = Math.max(SPIKE_IN_NOISE * noise, SPIKE * Math.max(1, middle));
    return Math.abs(value - middle) > limit ? middle : value;
  });
}

/** Fits polynomials of order 1 to 3 and, on the second, a ripple; returns the one of the smallest criterion. */
export function fitResonance(
  u: Float64Array,
  db: Float64Array,
  shape: Shape,
  numerator: Numerator,
  shapeStart: readonly [a: number, b: number, level: number],
): { fit: ResonanceFit; noise: number; scaleDb: number } {
  const scaleDb = shape.baselineDb;
  const raw = db.map((value) => Math.exp((value - scaleDb) * NEPER_PER_DB));
  const noise = estimateNoise(raw);
  const isDense = shape.halfWidth * u.length >= DESPIKE_POINTS;
  const amplitude = isDense ? despike(raw, noise) : raw;
  const task: Task = { u, amplitude, numerator };
  const start = [shape.u0, Math.log(shape.halfWidth), ...shapeStart, shape.slopeDb * NEPER_PER_DB];
  const floor = (NOISE_MARGIN * noise) ** 2 * u.length;
  const isDown = ({ result }: ResonanceFit): boolean => result.cost <= floor;
  const line = fitForm(task, { order: 1, hasRipple: false }, start);
  const parabola = fitForm(task, { order: 2, hasRipple: false }, extend(line, 2, []));
  const cubic = fitForm(task, { order: 3, hasRipple: false }, extend(parabola, 3, []));
  let best = [line, parabola, cubic].reduce((a, b) => (isBetter(b, a) ? b : a));
  if (!isDown(best)) best = tryRipples(task, [line, parabola], best, isDown);
  return { fit: best, noise, scaleDb };
}
