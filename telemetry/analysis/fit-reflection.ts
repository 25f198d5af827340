/** The magnitude fit of a reflection sweep: f0, Q_L and both readings of the coupling, or an honest refusal. */
import type { SweepFit } from '../facts/sweep.ts';
import { fitResonance } from './fit-resonance.ts';
import { SHAPE_PARAMETERS, amplitudes, reflection } from './resonance-model.ts';
import { NEPER_PER_DB } from './baseline.ts';
import type { Shape, Sweep } from './sweep-shape.ts';
import type { SweepFitResult } from './sweep-result.ts';
import { refuseResonance, toResonance } from './sweep-result.ts';
import { findShape, normalise, refuseSweep } from './sweep-shape.ts';

const MIN_DEPTH_IN_NOISE = 5;
const MIN_DEPTH_DB = 0.05;

/** Good fits of real traces leave at most 0.6 % beyond the noise, two modes half a linewidth apart 1 %. */
const MAX_SYSTEMATIC = 0.008;

/** Frequency of a second dip at least half as deep (in power) as the first, or null. */
function secondDip({ fHz, db }: Sweep, shape: Shape): number | null {
  const { u } = normalise(fHz);
  const half = (1 + 10 ** (-shape.depthDb / 10)) / 2;
  const minWidth = Math.max(3, Math.round((shape.halfWidth * db.length) / 8));
  let length = 0;
  for (let i = 0; i < db.length; i += 1) {
    const at = u[i] ?? 0;
    const relative = 10 ** (((db[i] ?? 0) - shape.baselineDb - shape.slopeDb * at) / 10);
    const isOutside = Math.abs(at - shape.u0) > 2.5 * shape.halfWidth;
    length = isOutside && relative < half ? length + 1 : 0;
    if (length >= minWidth) return fHz[i] ?? null;
  }
  return null;
}

/** Reasons that can be seen before fitting. */
function refuseShape(sweep: Sweep, shape: Shape): string | null {
  if (!(shape.depthDb > MIN_DEPTH_IN_NOISE * shape.noiseDb) || shape.depthDb < MIN_DEPTH_DB) {
    return `no dip: ${shape.depthDb.toFixed(3)} dB, at least ${MIN_DEPTH_DB} dB and ${MIN_DEPTH_IN_NOISE} times the noise (${shape.noiseDb.toFixed(3)} dB) are needed`;
  }
  const second = secondDip(sweep, shape);
  return second === null
    ? null
    : `two modes in the window: a second dip at ${(second / 1e9).toFixed(6)} GHz`;
}

/** Coupling and its error from |S11| on resonance: β over and its under-coupled twin. */
function coupling(g: number, error: number) {
  const over = { value: (1 + g) / (1 - g), error: (2 * error) / (1 - g) ** 2 };
  const under = { value: (1 - g) / (1 + g), error: (2 * error) / (1 + g) ** 2 };
  return { over, under };
}

/** What a fit of the magnitude knows beyond its result, in units of the normalised sweep. */
export interface MagnitudeShape {
  readonly u: Float64Array;
  /** Resonance, half width, |S11| on resonance and asymmetry. */
  readonly u0: number;
  /** Half of the full width at half depth, in units of `u`. */
  readonly halfWidth: number;
  /** |S11| on resonance. */
  readonly g: number;
  /** Asymmetry; 0 for a bare cavity. */
  readonly s: number;
  /** Angular frequency of the baseline's ripple, null where there is none. */
  readonly rippleW: number | null;
}

/**
 * Fits |S11| of one resonance: skewed reflection on a baseline of polynomial and ripple, in linear amplitude.
 *
 * Magnitude alone cannot tell an over-coupled from an under-coupled cavity: `regime` is `unknown`, `beta` is
 * the over-coupled reading, `betaUnder` the other, and `q0` stays null. Never throws.
 */
export function fitReflectionMagnitude(sweep: Sweep): SweepFitResult {
  return fitWithShape(sweep).result;
}

/** The magnitude fit with its shape, for the fits that go on from it; the shape is null where the fit was refused. */
export function fitWithShape(sweep: Sweep): {
  readonly result: SweepFitResult;
  readonly shape: MagnitudeShape | null;
} {
  const points = sweep.fHz.length;
  const method = 'magnitude';
  const invalid = refuseSweep(sweep);
  const spanHz = invalid === null ? (sweep.fHz.at(-1) ?? 0) - (sweep.fHz[0] ?? 0) : 0;
  const refuse = (refused: string) => ({
    result: { ok: false, method, refused, points, spanHz } as const,
    shape: null,
  });
  if (invalid !== null) return refuse(invalid);
  const shape = findShape(sweep, 'dip');
  const unfit = refuseShape(sweep, shape);
  if (unfit !== null) return refuse(unfit);
  const scale = normalise(sweep.fHz);
  const start: [number, number, number] = [10 ** (-shape.depthDb / 20), 0, 0];
  const { fit, noise, scaleDb } = fitResonance(scale.u, sweep.db, shape, reflection, start);
  const p = fit.result.parameters;
  const modelDb = amplitudes(scale.u, fit.form, reflection, p).map(
    (a) => Math.log(a) / NEPER_PER_DB + scaleDb,
  );
  const found = toResonance(fit, scale, sweep.db, modelDb);
  const [g, s] = [Math.abs(p[2] ?? 1), p[3] ?? 0];
  const level = Math.exp(p[SHAPE_PARAMETERS] ?? 0);
  const refused = refuseResonance(sweep, found, fit, {
    depth: (1 - g) * level,
    noise,
    maxSystematic: MAX_SYSTEMATIC,
  });
  if (refused !== null) return refuse(refused);
  if (g >= 1) return refuse('no dip: the reflection on resonance is not smaller than beside it');
  const { over, under } = coupling(g, fit.result.errors[2] ?? Number.NaN);
  const values: SweepFit = {
    f0Hz: { value: found.f0Hz, error: found.f0ErrorHz },
    qL: { value: found.qL, error: found.qLError },
    q0: null,
    beta: over,
    betaUnder: under,
    regime: 'unknown',
    depthDb: -20 * Math.log10(g / Math.sqrt(1 + s * s)),
    rmsDb: found.rmsDb,
  };
  return {
    result: { ok: true, method, points, spanHz, modelDb, fit: values },
    shape: {
      u: scale.u,
      u0: p[0] ?? 0,
      halfWidth: Math.exp(p[1] ?? 0),
      g,
      s,
      rippleW: fit.form.hasRipple ? (p.at(-1) ?? null) : null,
    },
  };
}
