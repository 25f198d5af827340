/** How a channel went over the last hour, in words: a change that nobody would see is "steady". */

import { displayUnit, formatSignificant } from '#telemetry/units.ts';

/** Of the value, in an hour: less is steady. */
const STEADY_SHARE = 0.002;

/** Returns `rising 0.40 mK an hour`, `steady`, `no clear trend`; null: not known. */
export function trendText(
  trend: number | null | undefined,
  unit: string,
  value: number | null,
): string | null {
  if (trend === undefined || value === null) return null;
  if (trend === null) return 'no clear trend';
  if (Math.abs(trend) <= Math.abs(value) * STEADY_SHARE) return 'steady';
  const { unit: shown, factor } = displayUnit(unit, Math.abs(trend));
  const change = formatSignificant(Math.abs(trend) * factor, 2);
  return `${trend > 0 ? 'rising' : 'falling'} ${change}\u202f${shown} an hour`;
}
