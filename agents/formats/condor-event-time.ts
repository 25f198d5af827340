/** Times in HTCondor's logs: `2026-11-23 10:00:00.123`, with `Z` where the log is in UTC, or `11/23 10:00:00` without a year. */

import type { LocalClock } from '#telemetry/time.ts';
import { naiveTime } from '#telemetry/time.ts';

const STAMP =
  /^(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\/(\d\d))[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

const DAY_MS = 86_400_000;

/** A time in UTC ms, or the reason why the text is none. */
export type EventTime = { readonly t: number } | { readonly reason: string };

/** Minutes east of Greenwich of `Z`, `+02:00`, `-0600`. */
function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/**
 * Reads a stamp to UTC ms. `latest` (UTC, ms): when the log was last written; a stamp without a year takes the last
 * year in which it is not more than a day after that. A stamp without a zone is read by `clock`.
 */
export function readEventTime(text: string, clock: LocalClock, latest: number): EventTime {
  const match = STAMP.exec(text);
  if (match === null) return { reason: `no time of an event: '${text.slice(0, 40)}'` };
  const month = Number(match[2] ?? match[4]);
  const day = Number(match[3] ?? match[5]);
  const of = (year: number): number =>
    naiveTime(year, month, day, Number(match[6]), Number(match[7]), Number(match[8]));
  const naive = match[1] === undefined ? guessYear(of, latest) : of(Number(match[1]));
  if (Number.isNaN(naive)) return { reason: `no such date or time: '${text}'` };
  const stamp = naive + Math.round(Number(`0${match[9] ?? ''}`) * 1_000);
  const zone = match[10];
  const t = zone === undefined ? clock.read(stamp).t : stamp - offsetMinutes(zone) * 60_000;
  return t >= 0 ? { t } : { reason: `a time before 1970: '${text}'` };
}

/** The 29th of February looks back as far as there is one. */
function guessYear(of: (year: number) => number, latest: number): number {
  const last = new Date(latest + DAY_MS).getUTCFullYear();
  for (let year = last; year > last - 9; year -= 1) {
    const naive = of(year);
    if (naive <= latest + DAY_MS) return naive;
  }
  return Number.NaN;
}
