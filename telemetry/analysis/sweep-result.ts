/** What a fit of a sweep gives, and the refusals that dips and peaks share. */
import type { SweepFit } from '../facts/sweep.ts';
import type { ResonanceFit } from './fit-resonance.ts';
import type { Sweep } from './sweep-shape.ts';

/** How a fit was made: from the magnitude of a reflection, with its phase besides, or from a transmission. */
export type SweepMethod = 'magnitude' | 'phase' | 'transmission';

/** A fit, or the reason why there is none; points and span are known either way. */
export type SweepFitResult =
  | {
      readonly ok: true;
      readonly method: SweepMethod;
      readonly fit: SweepFit;
      /** The fitted curve at the points of the sweep, dB. */
      readonly modelDb: Float64Array;
      readonly points: number;
      readonly spanHz: number;
    }
  | {
      readonly ok: false;
      readonly method: SweepMethod;
      readonly refused: string;
      readonly points: number;
      readonly spanHz: number;
    };

/** A window that holds fewer linewidths does not show where the resonance ends. */
export const MIN_LINEWIDTHS = 3;
const MIN_POINTS_IN_LINEWIDTH = 5;
/** A residual above this part of the dip's depth (amplitude) is a model that does not hold. */
const MAX_RESIDUAL = 0.12;
/** A residual this many times the noise is no noise. */
const SYSTEMATIC_IN_NOISE = 2.5;
const MAX_F0_ERROR = 1e-4;
const MAX_Q_ERROR = 0.1;

/** Fitted numbers in physical units. */
export interface Resonance {
  /** Resonant frequency, Hz. */
  readonly f0Hz: number;
  /** Its standard error, Hz. */
  readonly f0ErrorHz: number;
  /** Loaded quality factor. */
  readonly qL: number;
  /** Its standard error. */
  readonly qLError: number;
  /** Full width at half depth in linear power, Hz. */
  readonly linewidthHz: number;
  /** Root mean square of what the fit leaves over, dB. */
  readonly rmsDb: number;
}

/** Root mean square of the difference of two curves. */
function rms(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum / a.length);
}

/** Turns normalised parameters into Hz and Q, with their errors. */
export function toResonance(
  { result }: ResonanceFit,
  { centreHz, halfSpanHz }: { centreHz: number; halfSpanHz: number },
  db: Float64Array,
  modelDb: Float64Array,
): Resonance {
  const [u0 = 0, logWidth = 0] = result.parameters;
  const [u0Error = Number.NaN, logWidthError = Number.NaN] = result.errors;
  const f0Hz = centreHz + u0 * halfSpanHz;
  const linewidthHz = 2 * Math.exp(logWidth) * halfSpanHz;
  const qL = f0Hz / linewidthHz;
  return {
    f0Hz,
    f0ErrorHz: u0Error * halfSpanHz,
    qL,
    qLError: qL * logWidthError,
    linewidthHz,
    rmsDb: rms(db, modelDb),
  };
}

/** How well a fit follows its points, in linear amplitude. */
export interface Agreement {
  /** Size of the resonance. */
  readonly depth: number;
  /** Noise of one point. */
  readonly noise: number;
  /** Part of the resonance that a residual well above the noise may have. */
  readonly maxSystematic: number;
}

/** Says why the points do not bear the curve, or gives null. */
function refuseResidual(
  residual: number,
  { depth, noise, maxSystematic }: Agreement,
): string | null {
  const isSystematic = residual > SYSTEMATIC_IN_NOISE * noise && residual > maxSystematic * depth;
  if (!isSystematic && residual <= MAX_RESIDUAL * depth) return null;
  const percent = ((100 * residual) / depth).toFixed(1);
  return isSystematic
    ? `the curve does not follow the points: the residual is ${percent} % of the resonance, ${(residual / noise).toFixed(1)} times the noise; a second mode, or a bent baseline`
    : `the noise is too large: the residual is ${percent} % of the resonance`;
}

/** Refusals that hold for dips and peaks alike. */
export function refuseResonance(
  { fHz }: Sweep,
  found: Resonance,
  fit: ResonanceFit,
  agreement: Agreement,
): string | null {
  const first = fHz[0] ?? 0;
  const spanHz = (fHz.at(-1) ?? 0) - first;
  const { f0Hz, linewidthHz } = found;
  const linewidths = spanHz / linewidthHz;
  if (!fit.result.isConverged || !Number.isFinite(found.qL)) return 'the fit did not converge';
  if (linewidths < MIN_LINEWIDTHS) {
    return `the window holds ${linewidths.toFixed(1)} linewidths, ${MIN_LINEWIDTHS} are needed`;
  }
  const margin = Math.min(f0Hz - first, (fHz.at(-1) ?? 0) - f0Hz);
  if (margin < linewidthHz) return 'the resonance lies at the edge of the window';
  const within = fHz.filter((f) => Math.abs(f - f0Hz) <= linewidthHz / 2).length;
  if (within < MIN_POINTS_IN_LINEWIDTH) {
    return `${within} points within the linewidth, ${MIN_POINTS_IN_LINEWIDTH} are needed`;
  }
  if (!(found.f0ErrorHz / f0Hz <= MAX_F0_ERROR) || !(found.qLError / found.qL <= MAX_Q_ERROR)) {
    return 'frequency or quality factor is not determined by the points';
  }
  return refuseResidual(Math.sqrt(fit.result.cost / fHz.length), agreement);
}
