/** How large a generated catalogue is: a fraction of, or some, years of the experiment, ending at a fixed time. */

export interface ScaleOptions {
  /** 1: 2.4 million files, 3 000 runs, readings of a year. */
  readonly years: number;
  /** Channels of slow control; the experiment has 200. */
  readonly channels?: number;
  /** Equal seeds give equal catalogues. */
  readonly seed?: number;
  /** The last moment of the data, UTC ms. */
  readonly until?: number;
  /** Leaves one of so many days, runs and files, for a test that wants ten campaigns and little data. Default 1. */
  readonly thin?: number;
  /** Leaves one of so many files of each run, as long apart; every run stays, as long as it was. Default 1. */
  readonly lean?: number;
}

export interface Scale extends Required<ScaleOptions> {
  /** Days of raw readings, at 10 s. */
  readonly rawDays: number;
  /** Days of minutes; hours go over everything. */
  readonly minuteDays: number;
  readonly days: number;
}

export const FILES_A_YEAR = 2_400_000;
export const RUNS_A_YEAR = 3_000;
export const LARGEST_RUN = 20_000;
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

const UNTIL = Date.UTC(2026, 10, 1);

/** Raw readings of 30 days and minutes of a year, of a fraction of a year that fraction of them. */
export function scaleOf({
  years,
  channels = 200,
  seed = 1,
  until = UNTIL,
  thin = 1,
  lean = 1,
}: ScaleOptions): Scale {
  const part = Math.min(1, years) / thin;
  const whole = (days: number): number => Math.max(1, Math.round(days));
  return {
    years,
    channels,
    seed,
    until: until - (until % HOUR_MS),
    rawDays: whole(30 * part),
    minuteDays: whole(365 * part),
    days: whole((365 * years) / thin),
    thin,
    lean,
  };
}

/** A number from 0 to 2^32 - 1 that looks random and depends only on its arguments (the finaliser of MurmurHash3). */
export function mix(seed: number, a: number, b = 0): number {
  let h = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
