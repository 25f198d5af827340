/** Series of key channels: how each stands to its limits, and the field; as the hub's own metrics tell them, without a scrape. */

import type { FedSeries, SampleStore } from '../alerts/samples.ts';
import { limitState, type JudgedLimit, type LimitState } from '../analysis/limit-state.ts';
import { keyField, keyLimitState } from '../metrics/experiment.ts';
import type { ChannelSeries } from './channel-series.ts';

export interface KeyChannel {
  readonly channel: string;
  readonly role: string;
  readonly unit: string;
  readonly limits: readonly JudgedLimit[];
}

/** The metrics that are made here. */
export const KEY_METRICS: ReadonlySet<string> = new Set([
  keyField.exposition,
  keyLimitState.exposition,
]);

const SIDES = ['low', 'high'] as const;

/** Makes the series of the key channels; what is returned says anew which those are. */
export function createKeySeries(
  samples: SampleStore,
  channels: ChannelSeries,
): (keys: readonly KeyChannel[]) => void {
  let known = '';
  let made: readonly (() => void)[] = [];
  return (keys) => {
    const text = JSON.stringify(keys);
    if (text === known) return;
    known = text;
    for (const undo of made) undo();
    made = keys.flatMap((key) => [
      ...addLimits(samples, channels, key),
      ...addField(samples, channels, key),
    ]);
  };
}

function addLimits(
  samples: SampleStore,
  channels: ChannelSeries,
  { channel, role, limits }: KeyChannel,
): (() => void)[] {
  return SIDES.filter((side) => limits.some((limit) => limit.side === side)).map((side) => {
    const own = limits.filter((limit) => limit.side === side);
    const labels = { role, channel, side };
    let state: LimitState = 0;
    samples.add(keyLimitState.exposition, {
      labels,
      window: null,
      at: (now) => {
        const value = channels.valueAt(channel, now);
        if (value === null) return null;
        state = limitState(own, value, state);
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
