/** How the channels of a device are now: last value, its quality, its age against the channel's own cadence. */

import type { JoinedReading } from '#agents/formats/bluefors-join.ts';
import { observedCadence, staleAfter } from '#telemetry/analysis/cadence.ts';
import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import {
  channelLastReading,
  channelLimitState,
  channelUp,
  cryostatByQuantity,
  cryostatOther,
} from '#telemetry/metrics/cryostat.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { LimitStates } from './limit-states.ts';
import { judgeLimits } from './limit-states.ts';
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
  /** After the last good value. */
  limits: LimitStates;
}

/** As text for the cursor: channel, value, quality, last times, states of the limits. */
type Kept = readonly [
  channel: string,
  value: number | null,
  quality: Quality,
  times: number[],
  limits: LimitStates,
];

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
  limits: readonly ChannelLimit[];
}): ChannelStates {
  const { device, describe, kept } = options;
  const limitsOf = Map.groupBy(options.limits, ({ channel }) => channel);
  const channels = new Map<string, ChannelState>();
  for (const [channel, value, quality, times, limits] of kept) {
    channels.set(channel, { t: times.at(-1) ?? 0, value, quality, times: [...times], limits });
  }

  function addOne({ channel, t, value, quality }: JoinedReading): void {
    const state = channels.get(channel) ?? newState();
    if (t < state.t) return;
    channels.set(channel, state);
    const limits = limitsOf.get(`${device}/${channel}`);
    if (limits !== undefined && quality === 'good' && value !== null) {
      state.limits = judgeLimits(limits, { t, value }, state.limits);
    }
    if (t > state.t) {
      state.times.push(t);
      if (state.times.length > TIMES) state.times.shift();
    }
    Object.assign(state, { t, value, quality });
  }

  return {
    add: (readings) => readings.forEach(addOne),
    observe: (now) =>
      [...channels].flatMap(([name, state]) => {
        const { quantity, staleAfterMs } = describe(name);
        const value = goodValue(state, staleAfterMs, now);
        const labels = { device, channel: `${device}/${name}` };
        const metric = cryostatByQuantity[quantity] ?? cryostatOther;
        const good = value === null ? [] : observeGood(state, { metric, labels, value });
        return [...good, ...observeHealth(state, value !== null, labels)];
      }),
    keep: () =>
      [...channels].map(([channel, { value, quality, times, limits }]) => [
        channel,
        value,
        quality,
        times,
        limits,
      ]),
  };
}

/** Of a channel that nothing was read of yet. */
function newState(): ChannelState {
  return { t: Number.NEGATIVE_INFINITY, value: null, quality: 'missing', times: [], limits: {} };
}

/** The last value, null where it is not good or older than the channel's stale-after: three cadences where none is set. */
function goodValue(
  { t, value, quality, times }: ChannelState,
  staleAfterMs: number | null,
  now: number,
): number | null {
  const cadence = staleAfter(observedCadence(times));
  const limit = staleAfterMs ?? Math.max(LEAST_MS, cadence ?? UNKNOWN_MS);
  return now - t <= limit && quality === 'good' ? value : null;
}

function observeGood({ limits }: ChannelState, good: Observation): Observation[] {
  const { channel = '' } = good.labels;
  return [
    good,
    ...Object.entries(limits).map(([side, state]) => ({
      metric: channelLimitState,
      labels: { channel, side },
      value: state,
    })),
  ];
}

function observeHealth(
  { t }: ChannelState,
  isGood: boolean,
  { channel }: { channel: string },
): Observation[] {
  return [
    { metric: channelUp, labels: { channel }, value: isGood ? 1 : 0 },
    { metric: channelLastReading, labels: { channel }, value: t / 1000 },
  ];
}
