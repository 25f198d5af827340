/** Reflection sweeps with known truth for the fit's tests; written from the formula alone, shared with nothing. */

export interface Truth {
  readonly f0: number;
  readonly qL: number;
  readonly beta: number;
}

export interface Options {
  readonly beta?: number;
  /** Ripple period, Hz. */
  readonly period?: number;
  /** Noise of the complex trace instead of noise in dB and degrees. */
  readonly isAdditive?: boolean;
  readonly points?: number;
  readonly span?: number;
}

/** A small generator of random numbers with a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** 801 points over 5 MHz at 8.83 GHz, sloping baseline of -30 to -45 dB with ripple, noise and cable delay. */
export function syntheticSweep(seed: number, options: Options = {}) {
  const random = seeded(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const gauss = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const { points = 801, span = 5e6, isAdditive = false } = options;
  const drawn = {
    beta: between(0.5, 2),
    qL: between(17_000, 26_000),
    f0: 8.83e9 + between(-1e6, 1e6),
  };
  const truth: Truth = { ...drawn, beta: options.beta ?? drawn.beta };
  const [level, slope, ripple] = [between(-45, -30), between(-2, 2), between(0.1, 0.3)];
  const drawnPeriod = Math.exp(between(Math.log(0.7e6), Math.log(20e6)));
  const period = options.period ?? drawnPeriod;
  const [phase0, delay, noiseDb] = [between(0, 6.3), between(20e-9, 80e-9), 0.03];
  const sigma = (noiseDb * Math.LN10) / 20;
  const fHz = new Float64Array(points);
  const db = new Float64Array(points);
  const phaseRad = new Float64Array(points);
  for (let i = 0; i < points; i += 1) {
    const f = 8.83e9 - span / 2 + (span * i) / (points - 1);
    const y = 2 * truth.qL * (f / truth.f0 - 1);
    const d = (2 * truth.beta) / (1 + truth.beta);
    const re = 1 - d / (1 + y * y) + (isAdditive ? sigma * gauss() : 0);
    const im = (d * y) / (1 + y * y) + (isAdditive ? sigma * gauss() : 0);
    const wave = (ripple / 2) * Math.sin((2 * Math.PI * f) / period + phase0);
    const base = level + (slope * (f - 8.83e9)) / span + wave;
    fHz[i] = f;
    db[i] = base + 10 * Math.log10(re * re + im * im) + (isAdditive ? 0 : noiseDb * gauss());
    phaseRad[i] =
      Math.atan2(im, re) - 2 * Math.PI * (f - 8.83e9) * delay + (isAdditive ? 0 : sigma * gauss());
  }
  return { fHz, db, phaseRad, truth };
}
