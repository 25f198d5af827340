/** How long to wait after failures in a row: doubling, with jitter so that those who wait do not march in step. */

/** From the first wait to the longest, ms. */
export interface Steps {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Of agents towards the recorder. */
const AGENT: Steps = { firstMs: 500, longestMs: 30_000 };

/** Returns milliseconds for the n-th failure in a row (from 1), between half and the whole of the step; `random` in [0, 1). */
export function backoffMs(
  failures: number,
  random: number,
  { firstMs, longestMs }: Steps = AGENT,
): number {
  const step = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return step * (0.5 + random / 2);
}
