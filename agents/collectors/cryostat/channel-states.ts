/** How the channels of a device are now: last value, its quality, its age against the channel's own cadence. */

import type { JoinedReading } from '#agents/formats/bluefors-join.ts';
import { observedCadence, staleAfter } from '#telemetry/analysis/cadence.ts';
import { isHistory } from '#telemetry/analysis/history.ts';
import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import {
  channelAge,
  channelLastReading,
  channelLimitState,
  channelQuality,
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

type ChannelLabels = Readonly<Record<'device' | 'channel' | 'quantity', string>>;

interface ChannelState {
  t: number;
  value: number | null;
  quality: Quality;
  readonly times: number[];
  /** When its value is stale, by the cadence of `times`; null: not known yet. */
  staleMs: number | null;
  /** Made once, and anew with another quality: every round shows them. */
  readonly labels: { readonly device: string; readonly channel: string };
  readonly health: { readonly channel: string };
  readonly measured: ChannelLabels;
  told: ChannelLabels & { readonly quality: Quality };
  /** Whether a reading of now ever came; of a history nobody waits for the next one. */
  isLive: boolean;
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
  isLive?: boolean,
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
  for (const [channel, value, quality, times, limits, isLive = true] of kept) {
    const t = times.at(-1) ?? 0;
    const staleMs = staleAfter(observedCadence(times));
    const known = { t, value, quality, times: [...times], staleMs, limits, isLive };
    channels.set(channel, { ...newState(device, channel, describe), ...known });
  }

  function addOne({ channel, t, value, quality }: JoinedReading): void {
    const state = channels.get(channel) ?? newState(device, channel, describe);
    if (t < state.t) return;
    channels.set(channel, state);
    const limits = limitsOf.get(`${device}/${channel}`);
    if (limits !== undefined && quality === 'good' && value !== null) {
      state.limits = judgeLimits(limits, { t, value }, state.limits);
    }
    if (t > state.t) {
      state.times.push(t);
      if (state.times.length > TIMES) state.times.shift();
      state.staleMs = staleAfter(observedCadence(state.times));
    }
    Object.assign(state, { t, value, quality });
  }

  return {
    add: (readings) => readings.forEach(addOne),
    observe: (now) =>
      [...channels].flatMap(([name, state]) => {
        const { quantity, staleAfterMs } = describe(name);
        const limitMs = staleAfterMs ?? Math.max(LEAST_MS, state.staleMs ?? UNKNOWN_MS);
        const age = (now - state.t) / limitMs;
        if (!isHistory(state.t, now)) state.isLive = true;
        const value = age <= 1 && state.quality === 'good' ? state.value : null;
        const { labels } = state;
        const metric = cryostatByQuantity[quantity] ?? cryostatOther;
        const good = value === null ? [] : observeGood(state, { metric, labels, value });
        return [...good, ...observeHealth(state, value !== null, Math.max(0, age))];
      }),
    keep: () =>
      [...channels].map(([channel, { value, quality, times, limits, isLive }]) => [
        channel,
        value,
        quality,
        times,
        limits,
        isLive,
      ]),
  };
}

/** Of a channel that nothing was read of yet. */
function newState(device: string, name: string, describe: DescribeChannel): ChannelState {
  const channel = `${device}/${name}`;
  const measured = { device, channel, quantity: describe(name).quantity };
  return {
    t: Number.NEGATIVE_INFINITY,
    value: null,
    quality: 'missing',
    times: [],
    staleMs: null,
    labels: { device, channel },
    health: { channel },
    measured,
    told: { ...measured, quality: 'missing' },
    isLive: false,
    limits: {},
  };
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

/** `age`: of the last reading, over the age from which it is stale. */
function observeHealth(state: ChannelState, isGood: boolean, age: number): Observation[] {
  const { t, measured, health, quality } = state;
  if (state.told.quality !== quality) state.told = { ...measured, quality };
  const seen: Observation[] = [
    { metric: channelUp, labels: health, value: isGood ? 1 : 0 },
    { metric: channelLastReading, labels: health, value: t / 1000 },
  ];
  if (!state.isLive) return seen;
  return [
    ...seen,
    { metric: channelAge, labels: measured, value: age },
    { metric: channelQuality, labels: state.told, value: 1 },
  ];
}
