/** Wall time in fractions of a millisecond: OpenTelemetry's own has whole ones, in which spans of one round cannot be put in order. */

/** How far the fine clock may be from the system's, ms, before it is set anew: that has whole milliseconds. */
const APART_MS = 2;

/** Makes a clock: ms since 1970, going on evenly, and set anew where the system's clock was stepped or has drifted away. */
export function createWallClock(
  system: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
  origin: number = performance.timeOrigin,
): () => number {
  let zero = origin;
  return () => {
    const elapsed = monotonic();
    const coarse = system();
    const fine = zero + elapsed;
    if (Math.abs(fine - coarse - 0.5) <= APART_MS) return fine;
    zero = coarse - elapsed;
    return coarse;
  };
}
