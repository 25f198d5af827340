/** What is of now, and what is of a history that is taken in later. */

const HISTORY_MS = 3_600_000;

/** Whether a reading or file of the time `t` is of a history at `now`: of a device of which all are, nobody waits for the next one. */
export function isHistory(t: number, now: number): boolean {
  return now - t > HISTORY_MS;
}
