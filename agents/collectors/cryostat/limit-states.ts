/** Whether a channel's values keep the limits of the campaign of their time, with hysteresis. */

import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';

export type Side = ChannelLimit['side'];

/** 0 within, 1 attention, 2 alarm; a side without a limit at the time is absent. */
export type LimitStates = Readonly<Partial<Record<Side, 0 | 1 | 2>>>;

const LEVEL = { attention: 1, alarm: 2 } as const;

/** Whether a value breaks a limit; `wasBroken`: it must come back by the hysteresis to keep it. */
function isBroken(
  { side, value: limit, hysteresis }: ChannelLimit,
  value: number,
  wasBroken: boolean,
): boolean {
  const margin = wasBroken ? hysteresis : 0;
  return side === 'high' ? value > limit - margin : value < limit + margin;
}

/** The states after a good value at `t`, UTC ms; `before`: those after the good value before it. Pure. */
export function judgeLimits(
  limits: readonly ChannelLimit[],
  { t, value }: { t: number; value: number },
  before: LimitStates,
): LimitStates {
  const states: Partial<Record<Side, 0 | 1 | 2>> = {};
  for (const limit of limits) {
    if (t < limit.from || t >= limit.to) continue;
    const { side, severity } = limit;
    const level = LEVEL[severity];
    const wasBroken = (before[side] ?? 0) >= level;
    const state = isBroken(limit, value, wasBroken) ? level : 0;
    const worst = states[side] ?? 0;
    states[side] = state > worst ? state : worst;
  }
  return states;
}
