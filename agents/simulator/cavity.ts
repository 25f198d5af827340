/** The two cavities: resonance, quality factor and coupling at every tuner angle, and the irregular positions of a scan. */
import { between, normal } from './random.ts';

/** What a sweep would find if it had no noise. */
export interface Resonance {
  readonly f0Hz: number;
  readonly q0: number;
  readonly beta: number;
  /** Q0 / (1 + beta). */
  readonly qL: number;
}

/** A cavity and how its sweeps are taken. */
export interface Cavity {
  readonly name: 'quax' | 'flash';
  readonly spanHz: number;
  /** Digits of the angle in file names. */
  readonly angleDigits: number;
  /** Digits of the frequency in sweep files. */
  readonly frequencyDigits: number;
  readonly baselineDb: readonly [from: number, to: number];
  resonance(seed: number, angle: number, t: number): Resonance;
}

const LOW_DEG = 19;
const HIGH_DEG = 27.1;
const POSITIONS = 26;
const HZ_PER_DEG = 6_500_000 / (HIGH_DEG - LOW_DEG);

/** Steps of 0.26 MHz on average, each off by at most 0.05 MHz. */
const UNEVEN = 0.12;

function loaded(f0Hz: number, q0: number, beta: number): Resonance {
  return { f0Hz, q0, beta, qL: q0 / (1 + beta) };
}

/** A copper cavity at 8.8 GHz: 0.8 MHz per degree, Q0 5e4 within 5 %, coupling from 0.9 to 1.9 along the range. */
export const QUAX_CAVITY: Cavity = {
  name: 'quax',
  spanHz: 5_000_000,
  angleDigits: 2,
  frequencyDigits: 0,
  baselineDb: [-45, -30],
  resonance(seed, angle, t) {
    const x = (angle - LOW_DEG) / (HIGH_DEG - LOW_DEG);
    const bend = 20_000 * Math.sin(Math.PI * x) + 4_000 * Math.sin(5 * Math.PI * x);
    const drift = 3_000 * Math.sin(t / 9_400_000 + between(0, 6, seed, 'f0 drift'));
    const f0 = 8_831_500_000 + HZ_PER_DEG * (angle - LOW_DEG) + bend + drift;
    const q0 = 50_000 * (1 + 0.03 * Math.sin(11 * x + 1) + 0.018 * Math.sin(37 * x));
    const beta = 1.4 - 0.47 * Math.cos(4.2 * x) + 0.03 * Math.sin(23 * x);
    return loaded(f0, q0, Math.min(1.9, Math.max(0.9, beta)));
  },
};

/** A large cavity at 150 MHz: Q_L 1.4e5, coupling 2, so 1.07 kHz wide; 50 kHz per degree of its tuner. */
export const FLASH_CAVITY: Cavity = {
  name: 'flash',
  spanHz: 16_000,
  angleDigits: 3,
  frequencyDigits: 3,
  baselineDb: [-36, -32],
  resonance(seed, angle, t) {
    const drift = 40 * Math.sin(t / 5_300_000 + between(0, 6, seed, 'flash drift'));
    const f0 = 149_980_000 + 50_000 * (angle - 12) + 90 * Math.sin(9 * angle) + drift;
    const q0 = 420_000 * (1 + 0.02 * Math.sin(3 * angle));
    return loaded(f0, q0, 2 + 0.05 * Math.sin(2 * angle));
  },
};

/** The 26 angles of one scan of the QUAX range, ascending, on the tuner's 0.01 degree grid. */
export function scanAngles(seed: number, scan: number): readonly number[] {
  const weights = Array.from({ length: POSITIONS - 1 }, (_, n) =>
    between(1 - UNEVEN, 1 + UNEVEN, seed, 'scan', scan, n),
  );
  const scale = (HIGH_DEG - LOW_DEG) / weights.reduce((sum, weight) => sum + weight, 0);
  let angle = LOW_DEG;
  const angles = [angle];
  for (const weight of weights) {
    angle += weight * scale;
    angles.push(Math.round(angle * 100) / 100);
  }
  return angles;
}

/** The angle of the n-th physics step since the beginning: up the range, then down, each pass at its own positions. */
export function stepAngle(seed: number, step: number): number {
  const scan = Math.floor(step / (POSITIONS - 1));
  const n = step % (POSITIONS - 1);
  const angles = scanAngles(seed, scan);
  return angles[scan % 2 === 0 ? n : POSITIONS - 1 - n] ?? LOW_DEG;
}

/** The n-th of 70 angles of the FLASH-like run: 0.5 to 1 kHz each. */
export function flashAngle(seed: number, step: number): number {
  let angle = 12;
  for (let n = 0; n < step; n += 1) angle += between(0.0115, 0.0185, seed, 'flash step', n);
  return Math.round(angle * 1000) / 1000;
}

/** How much a tuner move warms the cavity, K: 2 to 5 mK for a step of a scan. */
export function heatOfMove(seed: number, at: number): number {
  return Math.min(0.005, Math.max(0.002, 0.0035 + 0.0007 * normal(seed, 'heat', at)));
}
