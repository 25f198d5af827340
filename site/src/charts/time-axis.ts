/** Time along the bottom: round UTC times, with the day where it begins. */

import { clock, clockMinute, day, dayMonth } from '../text/times.ts';
import type { Tick } from './axis.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
  365 * DAY,
];

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Returns at most `most` ticks between two times. */
export function timeTicks({ from, to }: Span, most = 7): readonly Tick[] {
  // Longer than the longest step is good for (an impossible time): as many years as it takes.
  const years = Math.ceil((to - from) / most / (365 * DAY));
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? years * 365 * DAY;
  const ticks: Tick[] = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step)
    ticks.push({ value: t, text: label(t, step) });
  return ticks;
}

function label(t: number, step: number): string {
  if (step >= 90 * DAY) return day(t);
  if (t % DAY === 0) return dayMonth(t);
  return step < MINUTE ? clock(t) : clockMinute(t);
}

/** Where a time lies in a span, in percent. */
export function percent(t: number, { from, to }: Span): number {
  return to === from ? 0 : Math.round(((t - from) / (to - from)) * 1e5) / 1e3;
}
