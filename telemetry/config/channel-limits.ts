/** The limits of channels as the configuration has them, with the time for which each holds: the one source of a limit for an agent. */

import type { JudgedLimit } from '../analysis/limit-state.ts';
import type { FlashConfig } from './schema.ts';

export interface ChannelLimit extends JudgedLimit {
  readonly channel: string;
  /** Of the campaign, UTC ms: `from <= t < to`. */
  readonly from: number;
  readonly to: number;
}

/** Limits of every key channel of every campaign. */
export function channelLimits({ campaigns }: Pick<FlashConfig, 'campaigns'>): ChannelLimit[] {
  return campaigns.flatMap(({ start, end, key_channels: channels }) => {
    const from = start === undefined ? Number.NEGATIVE_INFINITY : Date.parse(start);
    const to = end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end);
    return channels.flatMap(({ channel, limits }) =>
      limits.map(({ side, severity, value, hysteresis }) => ({
        channel,
        side,
        severity,
        value,
        hysteresis,
        from,
        to,
      })),
    );
  });
}

/** Returns the hysteresis of a limit, in the channel's unit. */
export type HysteresisOf = (
  limit: Pick<JudgedLimit, 'side' | 'severity'> & {
    /** The campaign's name. */
    readonly campaign: string;
    readonly channel: string;
  },
) => number;

/** The catalogue keeps limits and their times; how they clear stands in the configuration: 0 where that no longer names one. */
export function hysteresisOf({ campaigns }: Pick<FlashConfig, 'campaigns'>): HysteresisOf {
  const key = (...words: readonly string[]): string => words.join('\u0000');
  const known = new Map(
    campaigns.flatMap(({ name, key_channels: channels }) =>
      channels.flatMap(({ channel, limits }) =>
        limits.map(
          ({ side, severity, hysteresis }) =>
            [key(name, channel, side, severity), hysteresis] as const,
        ),
      ),
    ),
  );
  return ({ campaign, channel, side, severity }) =>
    known.get(key(campaign, channel, side, severity)) ?? 0;
}
