/** Series of channels from their readings: what an agent's `/metrics` would say of them, without a scrape. */

import { observedCadence, staleAfter } from '../analysis/cadence.ts';
import type { FedSeries, Labels, SampleStore } from '../alerts/samples.ts';
import type { Quality } from '../facts/quality.ts';
import {
  channelAge,
  channelQuality,
  cryostatByQuantity,
  cryostatOther,
} from '../metrics/cryostat.ts';
import { recordedMetric } from './recorded-metric.ts';

/** What is known of a channel; `node` is the agent that delivers it. */
export interface ChannelMeaning {
  readonly name: string;
  readonly device: string;
  readonly node: string;
  readonly quantity: string;
  /** Null: three times the observed cadence. */
  readonly staleAfterMs: number | null;
  readonly cadenceMs: number | null;
}

export interface ChannelReading {
  readonly t: number;
  readonly value: number | null;
  readonly quality: Quality;
}

export interface ChannelSeries {
  /** Declares a channel, or what changed of it. */
  declare(channel: ChannelMeaning): void;
  isKnown(name: string): boolean;
  /** Takes in readings of a declared channel; one that is older than the newest changes nothing. */
  read(name: string, reading: ChannelReading): void;
  /** The value of a channel while it is good and fresh; null: it is not, or the channel is not known. */
  valueAt(name: string, now: number): number | null;
  /** Calls for each new reading, with null where it is not good; returns what ends that. */
  follow(name: string, use: (t: number, value: number | null) => void): () => void;
}

/** As the agent judges: times for a cadence; no channel is stale sooner, or, with an unknown cadence, before `UNKNOWN_MS`. */
const TIMES = 9;
const LEAST_MS = 5_000;
const UNKNOWN_MS = 300_000;

interface Channel {
  meaning: ChannelMeaning;
  t: number;
  value: number | null;
  quality: Quality;
  readonly times: number[];
  staleMs: number;
  readonly labels: Labels;
  /** Of the value; null: no alert asks for it. */
  readonly values: FedSeries | null;
  readonly qualities: Set<Quality>;
  readonly isMetric: boolean;
  /** What the metric was at a reading. */
  readonly toMetric: (value: number, t: number) => number;
}

/** Makes the series; `isAsked` tells of which metrics any alert speaks. */
export function createChannelSeries(
  samples: SampleStore,
  isAsked: (metric: string) => boolean,
): ChannelSeries {
  const place: Place = { samples, isAsked };
  const channels = new Map<string, Channel>();
  const followers = new Map<string, Set<(t: number, value: number | null) => void>>();

  return {
    isKnown: (name) => channels.has(name),
    declare(meaning) {
      const known = channels.get(meaning.name);
      if (known === undefined) {
        channels.set(meaning.name, openChannel(place, meaning));
        return;
      }
      const { node, device, quantity } = known.meaning;
      const isSame =
        node === meaning.node && device === meaning.device && quantity === meaning.quantity;
      if (isSame) {
        known.meaning = meaning;
        known.staleMs = staleOf(meaning, known.times);
        return;
      }
      // Another node or quantity is another series: the old ones end.
      forget(samples, known);
      channels.set(meaning.name, openChannel(place, meaning));
    },
    read(name, { t, value, quality }) {
      const channel = channels.get(name);
      if (channel === undefined || t < channel.t) return;
      noteQuality(place, channel, quality);
      channel.value = quality === 'good' ? value : null;
      channel.values?.put(t, channel.value === null ? null : channel.toMetric(channel.value, t));
      for (const use of followers.get(name) ?? []) use(t, channel.value);
      channel.quality = quality;
      if (t === channel.t) return;
      channel.t = t;
      channel.times.push(t);
      if (channel.times.length > TIMES) channel.times.shift();
      channel.staleMs = staleOf(channel.meaning, channel.times);
    },
    valueAt(name, now) {
      const channel = channels.get(name);
      return channel !== undefined && now - channel.t <= channel.staleMs ? channel.value : null;
    },
    follow(name, use) {
      const own = followers.get(name) ?? new Set();
      followers.set(name, own.add(use));
      return () => void own.delete(use);
    },
  };
}

/** Where series go, and which are asked for. */
interface Place {
  readonly samples: SampleStore;
  readonly isAsked: (metric: string) => boolean;
}

/** Makes the series of a channel, as far as alerts ask for them. */
function openChannel({ samples, isAsked }: Place, meaning: ChannelMeaning): Channel {
  const { name, device, node, quantity } = meaning;
  const metric = recordedMetric(name);
  const labels = metric?.labels ?? { node, device, channel: name };
  const exposition = metric?.metric ?? (cryostatByQuantity[quantity] ?? cryostatOther).exposition;
  const channel: Channel = {
    meaning,
    t: Number.NEGATIVE_INFINITY,
    value: null,
    quality: 'missing',
    times: [],
    staleMs: staleOf(meaning, []),
    labels,
    // Its own staleness ends a value, as it ends the agent's series.
    values: isAsked(exposition) ? samples.fed(exposition, labels, Number.POSITIVE_INFINITY) : null,
    qualities: new Set(),
    isMetric: metric !== null,
    toMetric: metric?.isAge === true ? (age, t) => t / 1_000 - age : (value) => value,
  };
  if (channel.values !== null) endWithStaleness(samples, exposition, channel);
  if (metric === null && isAsked(channelAge.exposition))
    samples.add(channelAge.exposition, {
      labels: { ...labels, quantity },
      window: null,
      at: (now) =>
        channel.t === Number.NEGATIVE_INFINITY
          ? null
          : Math.max(0, (now - channel.t) / channel.staleMs),
    });
  return channel;
}

function noteQuality({ samples, isAsked }: Place, channel: Channel, quality: Quality): void {
  if (channel.isMetric || channel.qualities.has(quality)) return;
  channel.qualities.add(quality);
  if (!isAsked(channelQuality.exposition)) return;
  samples.add(channelQuality.exposition, {
    labels: { ...channel.labels, quantity: channel.meaning.quantity, quality },
    window: null,
    at: () => (channel.quality === quality ? 1 : null),
  });
}

function staleOf({ staleAfterMs, cadenceMs }: ChannelMeaning, times: readonly number[]): number {
  if (staleAfterMs !== null) return staleAfterMs;
  return Math.max(LEAST_MS, staleAfter(observedCadence(times) ?? cadenceMs) ?? UNKNOWN_MS);
}

/** The values of a series that ends when its channel is stale. */
function endWithStaleness(samples: SampleStore, metric: string, channel: Channel): void {
  const { values } = channel;
  if (values === null) return;
  samples.add(metric, {
    labels: values.labels,
    window: values.window,
    at: (now) => (now - channel.t <= channel.staleMs ? values.at(now) : null),
  });
}

function forget(samples: SampleStore, { meaning, labels, values, qualities }: Channel): void {
  const { quantity } = meaning;
  const exposition =
    recordedMetric(meaning.name)?.metric ??
    (cryostatByQuantity[quantity] ?? cryostatOther).exposition;
  if (values !== null) samples.remove(exposition, labels);
  samples.remove(channelAge.exposition, { ...labels, quantity });
  for (const quality of qualities)
    samples.remove(channelQuality.exposition, { ...labels, quantity, quality });
}
