/** Whether it is cold: only what has a fresh, good reading below a limit that was set may be called so. */

import type { ChannelNow, Now } from '#site/snapshot/schema/now.ts';
import { showText } from '#telemetry/units.ts';
import { channelOf, channelState, gravest, type State } from './state.ts';

export interface Cold {
  readonly state: State;
  /** Yes, no, or null: it cannot be said. */
  readonly isCold: boolean | null;
  /** What a sentence says: `Cold`, `Not cold: cavity 44.1 mK, limit 38.0 mK`, `Temperature not known: cavity over range`. */
  readonly phrase: string;
  readonly channels: readonly ChannelNow[];
}

/** Judges the cavity and, where the campaign has one, the mixing chamber. */
export function judgeCold(now: Now, at: number): Cold {
  const channels = [channelOf(now, 't_cav'), channelOf(now, 't_mc')].filter(
    (channel) => channel !== undefined,
  );
  if (channels.length === 0) {
    return { state: 'none', isCold: null, phrase: 'Temperature not watched', channels };
  }
  const judged = channels.map((channel) => ({ channel, ...channelState(channel, at) }));
  const state = gravest(judged.map((one) => one.state));
  const warm = judged.find((one) => one.value !== null && one.state !== 'good');
  if (warm?.value !== null && warm !== undefined) {
    const { channel, value, word } = warm;
    const phrase = `Not cold: ${lower(channel.label)} at ${showText(value, channel.unit)}, ${word}`;
    return { state, isCold: false, phrase, channels };
  }
  const unknown = judged.find((one) => one.value === null);
  if (unknown !== undefined) {
    const phrase = `Temperature not known: ${lower(unknown.channel.label)} ${unknown.word}`;
    return { state, isCold: null, phrase, channels };
  }
  return coldWithin(judged, state, channels);
}

function coldWithin(
  judged: readonly { channel: ChannelNow; value: number | null }[],
  state: State,
  channels: readonly ChannelNow[],
): Cold {
  const unlimited = judged.find(
    ({ channel }) => !channel.limits.some(({ side }) => side === 'high'),
  );
  if (unlimited === undefined) return { state, isCold: true, phrase: 'Cold', channels };
  const { channel, value } = unlimited;
  const phrase = `${channel.label} at ${showText(value ?? 0, channel.unit)}, no limit set`;
  return { state: 'none', isCold: null, phrase, channels };
}

/** A label inside a sentence: "Mixing chamber" becomes "mixing chamber", "T_cav" stays. */
export function lower(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
