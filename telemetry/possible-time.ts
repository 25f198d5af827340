/** Which times somebody may have meant. */

/** The years that a page writes, 1970 to 9999 (UTC ms). */
const LAST_MS = Date.UTC(10_000, 0);

/** Whether a calendar holds a time (UTC ms) that somebody may have meant. */
export function isPossibleTime(t: number): boolean {
  return t >= 0 && t < LAST_MS;
}
