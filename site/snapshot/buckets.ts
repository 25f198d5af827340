/** Fits a span of time into at most so many equal buckets, and keeps what is a gap a gap. */

/** A bucket's width is one of these, ms, so that edges fall on round times; longer spans take whole days. */
const WIDTHS = [
  1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
] as const;

/** Returns the smallest round width that covers a span in at most `most` buckets, not below `atLeast`. */
export function bucketWidth(spanMs: number, most: number, atLeast = 1_000): number {
  const wanted = Math.max(spanMs / most, atLeast);
  return WIDTHS.find((width) => width >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
}

export interface Sample {
  readonly t: number;
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

export interface Bucketed {
  readonly start: number;
  readonly stepMs: number;
  readonly min: (number | null)[];
  readonly max: (number | null)[];
  readonly mean: (number | null)[];
}

/**
 * Returns samples merged into buckets from `from` to `to`; a bucket without a sample is null. Where samples come more
 * rarely than buckets (`cadenceMs`), a bucket width below the cadence would draw every point as an island, so the
 * caller passes a width that is at least the cadence.
 */
export function intoBuckets(
  samples: readonly Sample[],
  from: number,
  to: number,
  stepMs: number,
): Bucketed {
  const start = Math.floor(from / stepMs) * stepMs;
  const count = Math.max(1, Math.floor((to - start) / stepMs) + 1);
  const min: (number | null)[] = Array.from({ length: count }, () => null);
  const max = [...min];
  const mean = [...min];
  const weight = new Float64Array(count);
  for (const sample of samples) {
    const i = Math.floor((sample.t - start) / stepMs);
    if (i < 0 || i >= count) continue;
    min[i] = Math.min(min[i] ?? sample.min, sample.min);
    max[i] = Math.max(max[i] ?? sample.max, sample.max);
    const before = weight[i] ?? 0;
    mean[i] = ((mean[i] ?? 0) * before + sample.mean * sample.n) / (before + sample.n);
    weight[i] = before + sample.n;
  }
  return { start, stepMs, min, max, mean };
}

/** Returns a number with at most `digits` significant digits: enough for a chart, short in a file. */
export function short(value: number | null, digits = 6): number | null {
  return value === null ? null : Number(value.toPrecision(digits));
}
