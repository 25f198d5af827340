/** A fitted value with its error, to the digits that the error allows. */

import type { Measured } from '#telemetry/facts/sweep.ts';
import { formatFixed } from '#telemetry/units.ts';

/** `24 100 ± 90`: the error to one or two digits, the value to the same place; without an error, `decimals` places. */
export function measuredText({ value, error }: Measured, decimals = 0): string {
  if (error === null || !(error > 0)) return formatFixed(value, decimals);
  const place = Math.floor(Math.log10(error));
  const leading = error / 10 ** place;
  const digits = leading < 2 ? place - 1 : place;
  const places = Math.max(0, -digits);
  const round = (number: number): number =>
    digits > 0 ? Math.round(number / 10 ** digits) * 10 ** digits : number;
  return `${formatFixed(round(value), places)} ± ${formatFixed(round(error), places)}`;
}
