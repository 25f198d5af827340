/** How long to wait after failures in a row: doubling from 0.5 s to 30 s, with jitter so that agents do not march in step. */

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Returns milliseconds for the n-th failure in a row (from 1), between half and the whole of the step; `random` in [0, 1). */
export function backoffMs(failures: number, random: number): number {
  const step = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return step * (0.5 + random / 2);
}
