/** Parses what programs that keep the clock say of it; pure. What none of them says is null, never 0. */

/** How a clock stands to its reference, as the time service says. */
export interface ClockState {
  /** Seconds, positive when the clock is fast. */
  readonly offsetSeconds: number | null;
  readonly isSynchronised: boolean;
}

/**
 * `chronyc -c tracking` (chrony 4): the fifth field is the correction that is still to be added, so positive
 * where the clock is slow; the last is the leap status. Null where the text is something else.
 */
export function parseChronyTracking(text: string): ClockState | null {
  const cells = text.trim().split(',');
  const correction = Number(cells[4]);
  if (cells.length < 14 || cells[4] === '' || !Number.isFinite(correction)) return null;
  const isSynchronised = cells[13] !== 'Not synchronised';
  // Without a server the correction is that of the past, or 0 for "none yet": neither is an offset.
  return { offsetSeconds: isSynchronised ? 0 - correction : null, isSynchronised };
}

/**
 * `ntpq -c "rv 0 leap,offset"` of ntpd and ntpsec: milliseconds by which the server is ahead (ntpq(1)), so
 * positive where the clock is slow; leap 3 (`11`) is a clock that follows nothing. Null where the text is something else.
 */
export function parseNtpVariables(text: string): ClockState | null {
  const leap = /\bleap=(\d\d?)\b/.exec(text)?.[1];
  const offset = /\boffset=([+-]?\d+(?:\.\d+)?)(?=[,\s]|$)/.exec(text)?.[1];
  if (leap === undefined || offset === undefined) return null;
  const isSynchronised = leap !== '11' && leap !== '3';
  return { offsetSeconds: isSynchronised ? 0 - Number(offset) / 1_000 : null, isSynchronised };
}

/** `timedatectl show -p NTPSynchronized --value`: what the kernel holds, without an offset. Null where it says neither yes nor no. */
export function parseTimedatectl(text: string): ClockState | null {
  const word = text.trim();
  if (word !== 'yes' && word !== 'no') return null;
  return { offsetSeconds: null, isSynchronised: word === 'yes' };
}
