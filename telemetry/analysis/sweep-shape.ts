/** What can be seen of a resonance in a sweep before any fit: order of the points, noise, edges, place, depth and width. */

/** A sweep of one resonance: frequencies in Hz and magnitude in dB at the same points. */
export interface Sweep {
  readonly fHz: Float64Array;
  readonly db: Float64Array;
}

/** Where the extreme of a sweep is; positions `u` run from -1 to 1 over the span. */
export interface Shape {
  /** Position of the extreme. */
  readonly u0: number;
  /** Half of the full width at half depth (dip) or half height (peak), in linear power. */
  readonly halfWidth: number;
  /** Depth of the dip or height of the peak against the line through both edges, dB, positive. */
  readonly depthDb: number;
  /** Line through both edges, dB: value in the middle and slope per unit of `u`. */
  readonly baselineDb: number;
  /** dB per unit of `u`. */
  readonly slopeDb: number;
  /** Noise of one point, dB (robust). */
  readonly noiseDb: number;
}

/** A sweep of fewer points is not fitted. */
export const MIN_POINTS = 25;

/** Median of numbers; NaN where there are none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** Says why a sweep cannot be fitted at all, or gives null. */
export function refuseSweep({ fHz, db }: Sweep): string | null {
  if (fHz.length !== db.length) return `${fHz.length} frequencies for ${db.length} magnitudes`;
  if (fHz.length < MIN_POINTS) return `${fHz.length} points, ${MIN_POINTS} are needed`;
  for (let i = 0; i < fHz.length; i += 1) {
    if (!Number.isFinite(fHz[i]) || !Number.isFinite(db[i]))
      return `point ${i + 1} is not a number`;
    if (i > 0 && (fHz[i] ?? 0) <= (fHz[i - 1] ?? 0)) {
      return `frequencies do not rise at point ${i + 1}`;
    }
  }
  return null;
}

/** Frequencies as positions in -1..1, with the middle and half of the span in Hz. */
export function normalise(fHz: Float64Array) {
  const first = fHz[0] ?? 0;
  const last = fHz.at(-1) ?? 0;
  const centreHz = (first + last) / 2;
  const halfSpanHz = (last - first) / 2;
  return { centreHz, halfSpanHz, u: Float64Array.from(fHz, (f) => (f - centreHz) / halfSpanHz) };
}

/** Noise of one point from second differences, which neither slope nor a broad resonance disturbs. */
export function estimateNoise(db: Float64Array): number {
  const second = new Float64Array(Math.max(0, db.length - 2));
  for (let i = 0; i < second.length; i += 1) {
    second[i] = Math.abs((db[i] ?? 0) - 2 * (db[i + 1] ?? 0) + (db[i + 2] ?? 0));
  }
  return (median(second) * 1.4826) / Math.sqrt(6);
}

/** Median of three neighbours: one spike does not make a resonance. */
function smooth(values: Float64Array): Float64Array {
  return values.map((value, i) => {
    const a = values[i - 1] ?? value;
    const b = values[i + 1] ?? value;
    return Math.max(Math.min(a, value), Math.min(Math.max(a, value), b));
  });
}

/** Line through the medians of the outer eighths. */
function edgeLine(u: Float64Array, db: Float64Array): { baselineDb: number; slopeDb: number } {
  const edge = Math.max(3, Math.round(db.length / 8));
  const left = median(db.subarray(0, edge));
  const right = median(db.subarray(db.length - edge));
  const uLeft = median(u.subarray(0, edge));
  const uRight = median(u.subarray(u.length - edge));
  const slopeDb = (right - left) / (uRight - uLeft);
  return { baselineDb: left - slopeDb * uLeft, slopeDb };
}

/** Finds the deepest dip (`dip`) or the highest peak against the line through both edges. */
export function findShape({ fHz, db }: Sweep, kind: 'dip' | 'peak'): Shape {
  const { u } = normalise(fHz);
  const { baselineDb, slopeDb } = edgeLine(u, db);
  const relative = smooth(db.map((value, i) => value - baselineDb - slopeDb * (u[i] ?? 0)));
  const sign = kind === 'dip' ? -1 : 1;
  let best = 0;
  for (let i = 1; i < relative.length; i += 1) {
    if (sign * (relative[i] ?? 0) > sign * (relative[best] ?? 0)) best = i;
  }
  const extreme = 10 ** ((relative[best] ?? 0) / 10);
  const half = (1 + extreme) / 2;
  const isInside = (i: number): boolean => {
    const power = 10 ** ((relative[i] ?? 0) / 10);
    return kind === 'dip' ? power < half : power > half;
  };
  let left = best;
  while (left > 0 && isInside(left)) left -= 1;
  let right = best;
  while (right < relative.length - 1 && isInside(right)) right += 1;
  const u0 = u[best] ?? 0;
  const reach = [
    left > 0 ? u0 - (u[left] ?? 0) : 0,
    right < u.length - 1 ? (u[right] ?? 0) - u0 : 0,
  ];
  const known = reach.filter((value) => value > 0);
  const sum = known.reduce((total, value) => total + value, 0);
  return {
    u0,
    halfWidth: known.length > 0 ? sum / known.length : 2,
    depthDb: sign * (relative[best] ?? 0),
    baselineDb,
    slopeDb,
    noiseDb: estimateNoise(db),
  };
}
