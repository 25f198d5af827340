/** Times as pages write them: UTC clock times and dates, spans, ages. */

import { isPossibleTime } from '#telemetry/possible-time.ts';
import { formatCount } from '#telemetry/units.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const NBSP = '\u00a0';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');
const TWO = Array.from({ length: 60 }, (_, value) => two(value));

/** Hours, minutes or seconds of a time of day: a table of files has thousands of them, and a `Date` for each took longest. */
const twoOf = (t: number, unit: number, many: number): string =>
  TWO[Math.floor(t / unit) % many] ?? '';

const IMPOSSIBLE = 'impossible time';

/** `2026-11-23T10:02:14.000Z`; null: no calendar holds it. */
export function isoTime(t: number): string | null {
  return isPossibleTime(t) ? new Date(t).toISOString() : null;
}

/** `10:02:14`. */
export function clock(t: number): string {
  return isPossibleTime(t) ? `${clockMinute(t)}:${twoOf(t, SECOND, 60)}` : IMPOSSIBLE;
}

/** `10:02`. */
export function clockMinute(t: number): string {
  return isPossibleTime(t) ? `${twoOf(t, HOUR, 24)}:${twoOf(t, MINUTE, 60)}` : IMPOSSIBLE;
}

/** `23 Nov`. */
export function dayMonth(t: number): string {
  if (!isPossibleTime(t)) return IMPOSSIBLE;
  const date = new Date(t);
  return `${date.getUTCDate()}${NBSP}${MONTHS[date.getUTCMonth()] ?? ''}`;
}

/** `23 Nov 2026`. */
export function day(t: number): string {
  if (!isPossibleTime(t)) return IMPOSSIBLE;
  return `${dayMonth(t)}${NBSP}${new Date(t).getUTCFullYear()}`;
}

/** `23 Nov 06:12`, with the year where it is not the reader's: `23 Nov 2023 06:12`. */
export function dayClock(t: number, yearOf: number): string {
  if (!isPossibleTime(t)) return IMPOSSIBLE;
  const isSameYear = new Date(t).getUTCFullYear() === new Date(yearOf).getUTCFullYear();
  return `${isSameYear ? dayMonth(t) : day(t)}${NBSP}${clockMinute(t)}`;
}

/** The clock where it is the same day, else day and clock: `10:02:14`, `22 Nov 10:02`. */
export function clockOrDay(t: number, at: number): string {
  return isSameDay(t, at) ? clock(t) : dayClock(t, at);
}

/** As `clockOrDay`, to the minute. */
export function clockMinuteOrDay(t: number, at: number): string {
  return isSameDay(t, at) ? clockMinute(t) : dayClock(t, at);
}

function isSameDay(a: number, b: number): boolean {
  return Math.floor(a / DAY) === Math.floor(b / DAY);
}

/** A span in its two largest units: `8 s`, `14 min`, `3 h 58 min`, `4.5 days`. */
export function span(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 100 * SECOND) return `${Math.round(length / SECOND)}${NBSP}s`;
  if (length < 100 * MINUTE) return `${Math.round(length / MINUTE)}${NBSP}min`;
  if (length < 2 * DAY) {
    const minutes = Math.round(length / MINUTE);
    const rest = minutes % 60 === 0 ? '' : `${NBSP}${two(minutes % 60)}${NBSP}min`;
    return `${Math.floor(minutes / 60)}${NBSP}h${rest}`;
  }
  return spanDays(length);
}

function spanDays(length: number): string {
  const days = length / DAY;
  return `${days < 10 ? days.toFixed(1) : formatCount(days)}${NBSP}days`;
}

/** How long ago: `8 s ago`; a time of the future is said to be one, since a clock is wrong then. */
export function age(t: number, at: number): string {
  if (t - at > 5 * SECOND) return `${span(t - at)} in the future`;
  return `${span(at - t)} ago`;
}
