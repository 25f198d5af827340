/** When a page of the handbook was last changed, in words, and whether it is old; pure. */

export interface LastChange {
  /** UTC ms of the commit. */
  readonly t: number;
  /** Its first seven digits. */
  readonly commit: string;
  /** Of package.json then; null: not known. */
  readonly version: string | null;
}

/** A procedure that nobody touched for longer is to be read with care. */
export const OLD_MS = 365 * 86_400_000;

/** Returns the day of a change: `26 November 2026`. */
export function changeDay(t: number): string {
  return new Date(t).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** Whether a page changed at `t` is older than a year at `now`. */
export function isOld(t: number, now: number): boolean {
  return now - t > OLD_MS;
}
