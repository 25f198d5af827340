/** States: a word, a shape and a colour, always all three; and what state a channel is in. */

import type { ChannelNow, KeyRole, Limit, Now } from '#site/snapshot/schema/now.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import { showText } from '#telemetry/units.ts';
import { clockOrDay } from '../text/times.ts';
import { UNKNOWN_CADENCE_STALE_MS } from './thresholds.ts';

/** Filled circle, ring, square, triangle, dashed ring; `none` claims nothing. */
export type State = 'good' | 'unchecked' | 'attention' | 'alarm' | 'stale' | 'none';

/** What a quality is called on a page. */
export const QUALITY_WORDS: Readonly<Record<Quality, string>> = {
  good: 'good',
  over: 'over range',
  under: 'under range',
  off: 'off',
  uncalibrated: 'not calibrated',
  missing: 'not measured',
};

export interface ChannelState {
  readonly state: State;
  /** `stale since 10:02:14`, `over range`, `above 38 mK`, `good`. */
  readonly word: string;
  /** The value, where it is fresh and good; else null. */
  readonly value: number | null;
  readonly t: number | null;
}

/** Returns the channel that plays a role in the current campaign, where there is one. */
export function channelOf(now: Now, role: KeyRole): ChannelNow | undefined {
  return now.channels.find((channel) => channel.role === role);
}

/** Whether a channel's last reading is too old to speak of now. */
export function isStale(channel: ChannelNow, at: number): boolean {
  const limit = channel.staleAfterMs ?? UNKNOWN_CADENCE_STALE_MS;
  return channel.t !== null && at - channel.t > limit;
}

/** Judges a channel at a time: never read, stale, not good, beyond a limit, or good. */
export function channelState(channel: ChannelNow, at: number): ChannelState {
  const { t, value, quality } = channel;
  if (t === null) return { state: 'none', word: 'never read', value: null, t };
  if (isStale(channel, at)) {
    return { state: 'stale', word: `stale since ${clockOrDay(t, at)}`, value: null, t };
  }
  if (quality !== 'good' || value === null) {
    const word = QUALITY_WORDS[quality === null || quality === 'good' ? 'missing' : quality];
    return { state: 'unchecked', word, value: null, t };
  }
  const crossed = crossedLimit(channel, value);
  if (crossed === null) return { state: 'good', word: 'good', value, t };
  return { state: crossed.severity, word: limitWord(crossed, channel.unit), value, t };
}

/** Returns the gravest limit that a value crosses, or null. */
export function crossedLimit(channel: ChannelNow, value: number): Limit | null {
  const crossed = channel.limits.filter(({ side, value: limit }) =>
    side === 'high' ? value > limit : value < limit,
  );
  return crossed.find(({ severity }) => severity === 'alarm') ?? crossed[0] ?? null;
}

function limitWord(limit: Limit, unit: string): string {
  return `${limit.side === 'high' ? 'above' : 'below'} ${showText(limit.value, unit)}`;
}

const GRAVITY: readonly State[] = ['none', 'good', 'unchecked', 'stale', 'attention', 'alarm'];

/** Returns the gravest of several states. */
export function gravest(states: readonly State[]): State {
  return states.reduce<State>(
    (worst, state) => (GRAVITY.indexOf(state) > GRAVITY.indexOf(worst) ? state : worst),
    'none',
  );
}
