/** Series of key channels: how each stands to its limits, and the field; as the hub's own metrics tell them, without a scrape. */

import type { FedSeries, SampleStore } from '../alerts/samples.ts';
import { limitState, type JudgedLimit, type LimitState } from '../analysis/limit-state.ts';
import { keyField, keyLimitState } from '../metrics/experiment.ts';
import type { ChannelSeries } from './channel-series.ts';

export interface KeyChannel {
  readonly channel: string;
  /** In the catalogue; null: nothing was read of it yet. */
  readonly channelId: number | null;
  readonly role: string;
  readonly unit: string;
  readonly limits: readonly JudgedLimit[];
}

/** The metrics that are made here. */
export const KEY_METRICS: ReadonlySet<string> = new Set([
  keyField.exposition,
  keyLimitState.exposition,
]);

export const SIDES = ['low', 'high'] as const;

/** How key channels stand to their limits, by channel and side. */
export type LimitStates = Map<string, LimitState>;

/** What such a state is kept under. */
export function limitKey(channel: string, side: JudgedLimit['side']): string {
  return `${channel} ${side}`;
}

/**
 * Makes the series of the key channels; what is returned says anew which those are. `states` is how they stood before,
 * and goes on over a change of limits.
 */
export function createKeySeries(
  samples: SampleStore,
  channels: ChannelSeries,
  states: LimitStates,
): (keys: readonly KeyChannel[]) => void {
  let known = '';
  let made: readonly (() => void)[] = [];
  return (keys) => {
    const text = JSON.stringify(keys);
    if (text === known) return;
    known = text;
    for (const undo of made) undo();
    made = keys.flatMap((key) => [
      ...addLimits(samples, channels, key, states),
      ...addField(samples, channels, key),
    ]);
  };
}

function addLimits(
  samples: SampleStore,
  channels: ChannelSeries,
  { channel, role, limits }: KeyChannel,
  states: LimitStates,
): (() => void)[] {
  return SIDES.filter((side) => limits.some((limit) => limit.side === side)).map((side) => {
    const own = limits.filter((limit) => limit.side === side);
    const labels = { role, channel, side };
    const key = limitKey(channel, side);
    samples.add(keyLimitState.exposition, {
      labels,
      window: null,
      at: (now) => {
        const value = channels.valueAt(channel, now);
        if (value === null) return null;
        const state = limitState(own, value, states.get(key) ?? 0);
        states.set(key, state);
        return state;
      },
    });
    return () => samples.remove(keyLimitState.exposition, labels);
  });
}

/** The field has a window of its own: ramps and quenches are seen over minutes. */
function addField(
  samples: SampleStore,
  channels: ChannelSeries,
  { channel, role, unit }: KeyChannel,
): (() => void)[] {
  if (role !== 'field' || unit !== 'T') return [];
  const labels = { channel };
  const fed: FedSeries = samples.fed(keyField.exposition, labels, Number.POSITIVE_INFINITY);
  samples.add(keyField.exposition, {
    labels,
    window: fed.window,
    at: (now) => channels.valueAt(channel, now),
  });
  const stop = channels.follow(channel, (t, value) => fed.put(t, value));
  return [
    () => {
      stop();
      samples.remove(keyField.exposition, labels);
    },
  ];
}
