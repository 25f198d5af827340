/** How the channels of a device are now: last value, its quality, its age against the channel's own cadence. */

import type { JoinedReading } from '#agents/formats/bluefors-join.ts';
import { observedCadence, staleAfter } from '#telemetry/analysis/cadence.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import {
  channelLastReading,
  channelUp,
  cryostatByQuantity,
  cryostatOther,
} from '#telemetry/metrics/cryostat.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { DescribeChannel } from './reading-facts.ts';

/** Times from which the cadence is taken. */
const TIMES = 9;
/** No channel is stale sooner, and one whose cadence is not known yet not before `UNKNOWN_MS`. */
const LEAST_MS = 5_000;
const UNKNOWN_MS = 300_000;

interface ChannelState {
  t: number;
  value: number | null;
  quality: Quality;
  readonly times: number[];
}

/** As text for the cursor: channel, value, quality, last times. */
type Kept = readonly [channel: string, value: number | null, quality: Quality, times: number[]];

export interface ChannelStates {
  add(readings: readonly JoinedReading[]): void;
  /** Values that are good and fresh; health and time of every channel that was ever seen. */
  observe(now: number): readonly Observation[];
  keep(): readonly Kept[];
}

/** Makes the states, going on from what was kept. */
export function createChannelStates(options: {
  device: string;
  describe: DescribeChannel;
  kept: readonly Kept[];
}): ChannelStates {
  const { device, describe, kept } = options;
  const channels = new Map<string, ChannelState>();
  for (const [channel, value, quality, times] of kept) {
    channels.set(channel, { t: times.at(-1) ?? 0, value, quality, times: [...times] });
  }

  function addOne({ channel, t, value, quality }: JoinedReading): void {
    const state = channels.get(channel);
    if (state === undefined) {
      channels.set(channel, { t, value, quality, times: [t] });
      return;
    }
    if (t < state.t) return;
    if (t > state.t) {
      state.times.push(t);
      if (state.times.length > TIMES) state.times.shift();
    }
    Object.assign(state, { t, value, quality });
  }

  return {
    add: (readings) => readings.forEach(addOne),
    observe(now) {
      const observations: Observation[] = [];
      for (const [name, { t, value, quality, times }] of channels) {
        const channel = `${device}/${name}`;
        const { quantity, staleAfterMs } = describe(name);
        const cadence = staleAfter(observedCadence(times));
        const limit = staleAfterMs ?? Math.max(LEAST_MS, cadence ?? UNKNOWN_MS);
        const isGood = now - t <= limit && quality === 'good' && value !== null;
        if (isGood) {
          const metric = cryostatByQuantity[quantity] ?? cryostatOther;
          observations.push({ metric, labels: { device, channel }, value });
        }
        observations.push(
          { metric: channelUp, labels: { channel }, value: isGood ? 1 : 0 },
          { metric: channelLastReading, labels: { channel }, value: t / 1000 },
        );
      }
      return observations;
    },
    keep: () =>
      [...channels].map(([channel, { value, quality, times }]) => [channel, value, quality, times]),
  };
}
