/** Who is on shift, in words that Now and the page of shifts share. */

import type { ShiftShown } from '#site/snapshot/schema/rota.ts';
import { clockMinuteOrDay } from '../text/times.ts';

/** An open shift that nobody ended is not believed for longer. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** Who is on at a time: a shift without an end counts for a day. */
export function onShift(shifts: readonly ShiftShown[], at: number): readonly ShiftShown[] {
  return shifts.filter(
    ({ from, to }) => from <= at && (to === null ? at - from <= FORGOTTEN_MS : at < to),
  );
}

/** `Ada Neri (shifter) to 16:00`; null: nobody is known to be on. */
export function onShiftWords(shifts: readonly ShiftShown[], at: number): string | null {
  const on = onShift(shifts, at);
  if (on.length === 0) return null;
  return on
    .map(({ person, role, to }) => {
      const as = role === null ? '' : ` (${role})`;
      return `${person}${as}${to === null ? '' : ` to ${clockMinuteOrDay(to, at)}`}`;
    })
    .join(', ');
}
