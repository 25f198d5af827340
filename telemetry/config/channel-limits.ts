/** The limits of channels as the configuration has them, with the time for which each holds: the one source of a limit for an agent. */

import type { FlashConfig } from './schema.ts';

export interface ChannelLimit {
  readonly channel: string;
  readonly side: 'low' | 'high';
  readonly severity: 'attention' | 'alarm';
  /** In the channel's unit. */
  readonly value: number;
  /** How far a value must come back inside before the limit counts as kept again, in the channel's unit. */
  readonly hysteresis: number;
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
