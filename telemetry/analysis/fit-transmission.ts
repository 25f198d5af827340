/** The magnitude fit of a transmission sweep: f0 and Q_L of a peak, or an honest refusal. */
import { NEPER_PER_DB } from './baseline.ts';
import { fitResonance } from './fit-resonance.ts';
import { amplitudes, transmission } from './resonance-model.ts';
import type { SweepFitResult } from './sweep-result.ts';
import { refuseResonance, toResonance } from './sweep-result.ts';
import type { Sweep } from './sweep-shape.ts';
import { findShape, normalise, refuseSweep } from './sweep-shape.ts';

const MIN_HEIGHT_IN_NOISE = 5;
const MIN_HEIGHT_DB = 1;

/** What passes beside a cavity in transmission is rarely simple: a tenth of the peak is let through. */
const MAX_SYSTEMATIC = 0.12;

/**
 * Fits |S21| = 1 / |1 + iy| with a leak beside it, on a baseline; the coupling stays unknown.
 *
 * `depthDb` is the height of the peak above the line through both edges. Never throws.
 */
export function fitTransmission(sweep: Sweep): SweepFitResult {
  const points = sweep.fHz.length;
  const method = 'transmission';
  const invalid = refuseSweep(sweep);
  const spanHz = invalid === null ? (sweep.fHz.at(-1) ?? 0) - (sweep.fHz[0] ?? 0) : 0;
  const refuse = (refused: string): SweepFitResult => ({
    ok: false,
    method,
    refused,
    points,
    spanHz,
  });
  if (invalid !== null) return refuse(invalid);
  const shape = findShape(sweep, 'peak');
  if (!(shape.depthDb > MIN_HEIGHT_IN_NOISE * shape.noiseDb) || shape.depthDb < MIN_HEIGHT_DB) {
    return refuse(
      `no peak: ${shape.depthDb.toFixed(2)} dB above the edges, ${MIN_HEIGHT_DB} dB are needed`,
    );
  }
  const scale = normalise(sweep.fHz);
  const start: [number, number, number] = [0.01, 0, shape.depthDb * NEPER_PER_DB];
  const { fit, noise, scaleDb } = fitResonance(scale.u, sweep.db, shape, transmission, start);
  const model = amplitudes(scale.u, fit.form, transmission, fit.result.parameters);
  const modelDb = model.map((a) => Math.log(a) / NEPER_PER_DB + scaleDb);
  const found = toResonance(fit, scale, sweep.db, modelDb);
  const height = model.reduce((a, b) => Math.max(a, b), 0);
  const refused = refuseResonance(sweep, found, fit, {
    depth: height,
    noise,
    maxSystematic: MAX_SYSTEMATIC,
  });
  if (refused !== null) return refuse(refused);
  return {
    ok: true,
    method,
    points,
    spanHz,
    modelDb,
    fit: {
      f0Hz: { value: found.f0Hz, error: found.f0ErrorHz },
      qL: { value: found.qL, error: found.qLError },
      q0: null,
      beta: null,
      betaUnder: null,
      regime: 'unknown',
      depthDb: shape.depthDb,
      rmsDb: found.rmsDb,
    },
  };
}
