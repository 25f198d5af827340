/** A measured figure: what it is, what it was compared with in the same run, and whether it holds. */

/** One figure, as `npm run -s bench -- --json` prints it, one a line. */
export interface Figure {
  /** Dotted name, the part before the first dot is the file: "import.rows_per_second". */
  readonly name: string;
  /** What was measured, in `unit`. */
  readonly value: number;
  /** Unit of `value`: "rows/s", "MiB", "ms", "bytes", "requests". */
  readonly unit: string;
  /** What it was compared with, and on what input; null where only a limit counts. */
  readonly against: string | null;
  /** Ours divided by theirs, both from this run; null without `against`. */
  readonly ratio: number | null;
  /** The limit on the ratio, or on the value where there is no ratio; null where none is set. */
  readonly limit: number | null;
  /** Whether the limit holds; true where none is set. */
  readonly ok: boolean;
}

/** Measures some figures; each file `tests/bench/<name>.bench.ts` exports a list of these. */
export type Measure = () => Promise<readonly Figure[]>;

/** What a measurement knows; `figure` adds whether the limit holds. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against?: string;
  readonly ratio?: number;
  /** Upper limit on the ratio, or on the value where there is no ratio. */
  readonly atMost?: number;
  /** Lower limit on the ratio, or on the value where there is no ratio. */
  readonly atLeast?: number;
}

/** Judges a measurement against its limit. A value that is not a number never holds. */
export function figure(measured: Measured): Figure {
  const { name, value, unit, against = null, ratio = null, atMost, atLeast } = measured;
  const judged = ratio ?? value;
  const holds = judged <= (atMost ?? Infinity) && judged >= (atLeast ?? -Infinity);
  return { name, value, unit, against, ratio, limit: atMost ?? atLeast ?? null, ok: holds };
}

/** Two ways of doing the same, each returning what it took or reached, in one unit. */
export interface Rivals {
  readonly ours: () => Promise<number> | number;
  readonly theirs: () => Promise<number> | number;
  /** How many pairs are measured, after one that is thrown away. Default 7. */
  readonly rounds?: number;
}

/** Medians of both, and the median of the ratios ours / theirs of each pair. */
export interface Comparison {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

/**
 * Measures two rivals in turn, A B A B, so that a machine that slows down slows both; the
 * median of the ratios counts (design, section 12).
 */
export async function compareInterleaved({
  ours,
  theirs,
  rounds = 7,
}: Rivals): Promise<Comparison> {
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    pairs.push({ ours: await ours(), theirs: await theirs() });
  }
  const kept = pairs.slice(1);
  return {
    ours: median(kept.map((pair) => pair.ours)),
    theirs: median(kept.map((pair) => pair.theirs)),
    ratio: median(kept.map((pair) => pair.ours / pair.theirs)),
  };
}

/** The middle value; the mean of the two middle ones for an even count; NaN for none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies, between neighbours linearly; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}
