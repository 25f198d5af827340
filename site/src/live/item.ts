/** One value as a text shows it: what it is called, the value, its state in a word, and its time. */

import type { ChannelNow, StateNow } from '#site/snapshot/schema/now.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { showText } from '#telemetry/units.ts';
import { channelState, type State } from '../now/state.ts';

export interface LiveItem {
  /** Null: the text around it says what it is. */
  readonly name: string | null;
  /** Null: there is no value that could be trusted. */
  readonly value: string | null;
  readonly state: State;
  /** Null: nothing has to be said beside the value. */
  readonly word: string | null;
  /** When the value was true, UTC ms; null: it has no time of its own. */
  readonly t: number | null;
  /** Why there is none, where that is too long for a sentence: shown where it is pointed at. */
  readonly hint?: string;
}

/** Where values come from, and the time for which they are judged. */
export interface LiveInput {
  readonly now: StateNow;
  readonly manifest: Pick<Manifest, 'generated_at'>;
  readonly at: number;
}

/** A value that is as it should be. */
export function good(value: string, t: number | null, name: string | null = null): LiveItem {
  return { name, value, state: 'good', word: null, t };
}

/** No value, and why. */
export function without(word: string, state: State = 'none', name: string | null = null): LiveItem {
  return { name, value: null, state, word, t: null };
}

/** A channel as it is judged everywhere; of one that is not good now the last good value is not shown as if it were. */
export function channelItem(channel: ChannelNow, name: string | null, at: number): LiveItem {
  const { state, word, value, t } = channelState(channel, at);
  return {
    name,
    value: value === null ? null : showText(value, channel.unit),
    state,
    word: state === 'good' ? null : word,
    t: state === 'stale' ? null : t,
  };
}
