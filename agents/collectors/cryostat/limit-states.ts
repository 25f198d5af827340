/** Whether a channel's values keep the limits of the campaign of their time, with hysteresis. */

import { limitState, type LimitState } from '#telemetry/analysis/limit-state.ts';
import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';

export type Side = ChannelLimit['side'];

/** A side without a limit at the time is absent. */
export type LimitStates = Readonly<Partial<Record<Side, LimitState>>>;

/** The states after a good value at `t`, UTC ms; `before`: those after the good value before it. Pure. */
export function judgeLimits(
  limits: readonly ChannelLimit[],
  { t, value }: { t: number; value: number },
  before: LimitStates,
): LimitStates {
  const current = limits.filter(({ from, to }) => t >= from && t < to);
  const states: Partial<Record<Side, LimitState>> = {};
  for (const [side, own] of Map.groupBy(current, (limit) => limit.side))
    states[side] = limitState(own, value, before[side] ?? 0);
  return states;
}
