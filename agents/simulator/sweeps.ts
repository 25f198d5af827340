/** Reflection sweeps as a network analyser saves them: frequency in Hz, magnitude in dB, phase in degrees. */
import type { Cavity, Resonance } from './cavity.ts';
import { between, normal } from './random.ts';

export const SWEEP_POINTS = 801;

/** One point of a sweep. */
export interface SweepPoint {
  readonly hz: number;
  readonly db: number;
  readonly deg: number;
}

const NOISE_DB = 0.03;
const NOISE_DEG = 0.2;

/** Noise of the receiver itself, relative to the baseline: only seen at the bottom of a deep dip. */
const FLOOR = 1e-4;

/** Where the sweep's line stands: level, slope, standing wave and cable delay. */
interface Line {
  readonly levelDb: number;
  readonly slopeDb: number;
  readonly ripple: number;
  readonly rippleTurns: number;
  readonly ripplePhase: number;
  readonly delayTurns: number;
  readonly phase: number;
}

function lineOf(cavity: Cavity, seed: number, at: number): Line {
  const [low, high] = cavity.baselineDb;
  const [margin, key] = [(high - low) / 6, 'sweep'];
  return {
    levelDb: between(low + margin, high - margin, seed, key, 'level', cavity.name),
    slopeDb: between(-0.8, 0.8, seed, key, at, 'slope'),
    // 0.1 to 0.3 dB from crest to trough
    ripple: between(0.05, 0.15, seed, key, at, 'ripple') / 8.686,
    rippleTurns: between(0.7, 1.3, seed, key, at, 'turns'),
    ripplePhase: between(0, 2 * Math.PI, seed, key, at, 'crest'),
    delayTurns: between(0.25, 0.35, seed, key, at, 'delay'),
    phase: between(-Math.PI, Math.PI, seed, key, at, 'phase'),
  };
}

function pointAt(
  line: Line,
  truth: Resonance,
  hz: number,
  u: number,
  key: readonly number[],
): SweepPoint {
  const x = (2 * truth.qL * (hz - truth.f0Hz)) / truth.f0Hz;
  const depth = (2 * truth.beta) / (1 + truth.beta) / (1 + x * x);
  // 1 - depth / (1 + ix), times the standing wave 1 + r exp(i w), plus the receiver's noise
  const angle = 2 * Math.PI * line.rippleTurns * u + line.ripplePhase;
  const [a, b] = [1 - depth, depth * x];
  const [c, d] = [1 + line.ripple * Math.cos(angle), line.ripple * Math.sin(angle)];
  const re = a * c - b * d + FLOOR * normal(...key, 1);
  const im = a * d + b * c + FLOOR * normal(...key, 2);
  const level = line.levelDb + line.slopeDb * u + NOISE_DB * normal(...key, 3);
  const turned =
    (Math.atan2(im, re) + line.phase - 2 * Math.PI * line.delayTurns * u) * (180 / Math.PI);
  const noisy = turned + NOISE_DEG * normal(...key, 4);
  return {
    hz,
    db: 10 * Math.log10(re * re + im * im) + level,
    deg: noisy - 360 * Math.round(noisy / 360),
  };
}

/**
 * The sweep of a resonance: `S11 = 1 - [2 b/(1+b)] / (1 + 2i Q_L (f-f0)/f0)` on a line with slope,
 * standing wave, cable delay and noise; `at` (UTC milliseconds) makes it this sweep and no other.
 */
export function sweepPoints(
  cavity: Cavity,
  truth: Resonance,
  seed: number,
  at: number,
): readonly SweepPoint[] {
  const line = lineOf(cavity, seed, at);
  const offCentre = between(-0.12, 0.12, seed, 'sweep', at, 'centre') * cavity.spanHz;
  const grid = cavity.spanHz / 500;
  const start = Math.round((truth.f0Hz + offCentre - cavity.spanHz / 2) / grid) * grid;
  return Array.from({ length: SWEEP_POINTS }, (_, n) => {
    const u = n / (SWEEP_POINTS - 1);
    return pointAt(line, truth, start + u * cavity.spanHz, u - 0.5, [seed, at, n]);
  });
}

/** The sweep's text, in pieces of whole lines as the analyser's program flushes them; 30 to 60 kB in all. */
export function sweepText(
  cavity: Cavity,
  points: readonly SweepPoint[],
  pieces = 1,
): readonly string[] {
  const lines = points.map(
    ({ hz, db, deg }) =>
      `${hz.toFixed(cavity.frequencyDigits + 2)}\t${db.toFixed(10)}\t${deg.toFixed(10)}\n`,
  );
  lines.unshift('freq\tmag\tphase\n');
  const size = Math.ceil(lines.length / pieces);
  return Array.from({ length: pieces }, (_, n) => lines.slice(n * size, (n + 1) * size).join(''));
}

/** `S11_20p24deg.txt`; the sweep at the end of a step adds `_dopo` (after). */
export function sweepName(cavity: Cavity, angle: number, isAfter = false): string {
  const degrees = String(Number(angle.toFixed(cavity.angleDigits))).replace('.', 'p');
  return `S11_${degrees}deg${isAfter ? '_dopo' : ''}.txt`;
}
