/** Count, extremes, mean and last of a stretch of readings, made one by one or merged from parts. */

/** Statistics of good values; `sum` is kept so that parts merge exactly as the whole would. */
export interface Statistics {
  /** How many values. */
  readonly n: number;
  /** In the unit of the values, as are `max`, `sum` and `last`. */
  readonly min: number;
  /** The greatest. */
  readonly max: number;
  /** Of all values. */
  readonly sum: number;
  /** Value with the latest time. */
  readonly last: number;
  /** UTC ms. */
  readonly lastAt: number;
}

/** Statistics of one value. */
export function single(t: number, value: number): Statistics {
  return { n: 1, min: value, max: value, sum: value, last: value, lastAt: t };
}

/** Statistics of both parts together; the order of the parts does not matter, null is an empty part. */
export function merge(a: Statistics | null, b: Statistics | null): Statistics | null {
  if (a === null || b === null) return a ?? b;
  const later = b.lastAt >= a.lastAt ? b : a;
  return {
    n: a.n + b.n,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
    last: later.last,
    lastAt: later.lastAt,
  };
}

/** Statistics of values in any order; values that are null or not finite are not counted; null where none is left. */
export function summarise(
  readings: Iterable<readonly [t: number, value: number | null, ...rest: unknown[]]>,
): Statistics | null {
  let all: Statistics | null = null;
  for (const [t, value] of readings) {
    if (value !== null && Number.isFinite(value)) all = merge(all, single(t, value));
  }
  return all;
}

/** Mean of the values. */
export function meanOf({ sum, n }: Statistics): number {
  return sum / n;
}
