/** Feeds the evaluator: channels from the catalogue at the start, then readings as they are recorded, and what the hub observes. */

import { isHistory } from '#telemetry/analysis/history.ts';
import type { SampleStore, FedSeries } from '#telemetry/alerts/samples.ts';
import { subjectOf } from '#telemetry/alerts/samples.ts';
import type { ChannelMeaning, ChannelSeries } from '#telemetry/alarms/channel-series.ts';
import { KEY_METRICS, type KeyChannel } from '#telemetry/alarms/key-series.ts';
import { readAlarmChannels, type AlarmChannelRow } from '#telemetry/catalogue/alarms.ts';
import {
  limitsAt,
  readCampaigns,
  readKeyChannels,
  readLimits,
} from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readReadings } from '#telemetry/catalogue/read/series.ts';
import type { HysteresisOf } from '#telemetry/config/channel-limits.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { isOfHub } from '#telemetry/metrics/recorded-name.ts';

/** A value of the hub's own is one of now, or none. */
const OBSERVED_MS = 60_000;
/** Channels whose past is read at once. */
const CHANNELS_AT_ONCE = 50;

export interface Feed {
  /** Reads what the catalogue knows: every channel an agent delivers, with as much of its past as windows ask for. */
  load(connection: ReadConnection, now: number): Promise<void>;
  /** Takes in the facts of a batch that was recorded now. */
  take(agent: string, facts: readonly Fact[], now: number): void;
  /** Takes in what the hub observes now; what it observed before and does no longer, ends. */
  observe(observations: readonly Observation[], now: number): void;
}

export interface FeedOptions {
  readonly samples: SampleStore;
  readonly channels: ChannelSeries;
  readonly isAsked: (metric: string) => boolean;
  /** How far back the values of a channel are asked for, ms; 0: only the newest one. */
  readonly widestOf: (channel: AlarmChannelRow) => number;
}

type Meaning = Omit<ChannelMeaning, 'name' | 'node'>;

export function createFeed({ samples, channels, isAsked, widestOf }: FeedOptions): Feed {
  /** What is known of channels, also of those that no agent delivers. */
  const meanings = new Map<string, Meaning>();

  const load = async (connection: ReadConnection, now: number): Promise<void> => {
    // What the hub keeps of itself it tells by itself, and sooner.
    const rows = (await readAlarmChannels(connection)).filter(({ name }) => !isOfHub(name));
    for (const { name, node, ...row } of rows) {
      meanings.set(name, row);
      if (node !== null) channels.declare({ ...row, name, node });
    }
    const live = rows.filter(({ node }) => node !== null);
    const bySpan = Map.groupBy(live, widestOf);
    for (const [span, list] of bySpan) {
      if (span === 0) continue;
      for (let start = 0; start < list.length; start += CHANNELS_AT_ONCE)
        await loadPast(
          channels,
          connection,
          list.slice(start, start + CHANNELS_AT_ONCE),
          now - span,
        );
    }
    for (const { name, last, lastValue, lastQuality } of live) {
      if (last === null || lastQuality === null) continue;
      channels.read(name, { t: last, value: lastValue, quality: lastQuality });
    }
  };

  const deliver = (
    agent: string,
    { channel: name, values, origin }: Extract<Fact, { kind: 'readings' }>,
    now: number,
  ): void => {
    // What was imported is not of now, as little as a history: nobody waits for the next one.
    if (origin === 'import' || isOfHub(name)) return;
    if (!channels.isKnown(name) && values.every(([t]) => isHistory(t, now))) return;
    const known = meanings.get(name) ?? unknownMeaning(name);
    meanings.set(name, known);
    channels.declare({ ...known, name, node: agent });
    for (const [t, value, quality] of values) channels.read(name, { t, value, quality });
  };

  return {
    load,
    take(agent, facts, now) {
      for (const fact of facts) {
        if (fact.kind === 'channel') {
          const { name, device, quantity, staleAfterMs } = fact;
          const cadenceMs = meanings.get(name)?.cadenceMs ?? null;
          meanings.set(name, { device, quantity, staleAfterMs, cadenceMs });
        } else if (fact.kind === 'readings') deliver(agent, fact, now);
      }
    },
    observe: observing(samples, isAsked),
  };
}

/** Puts what the hub observes into series of its own. */
function observing(samples: SampleStore, isAsked: FeedOptions['isAsked']): Feed['observe'] {
  let observed = new Map<string, FedSeries>();
  return (observations, now) => {
    const before = observed;
    observed = new Map();
    for (const { metric, labels, value } of observations) {
      const { exposition } = metric;
      if (!isAsked(exposition) || KEY_METRICS.has(exposition)) continue;
      const key = `${exposition} ${subjectOf(labels)}`;
      const series = before.get(key) ?? samples.fed(exposition, labels, OBSERVED_MS);
      series.put(now, value);
      observed.set(key, series);
    }
    for (const [key, series] of before) if (!observed.has(key)) series.put(now, null);
  };
}

/** Reads what was read of channels since a time. */
async function loadPast(
  channels: ChannelSeries,
  connection: ReadConnection,
  list: readonly AlarmChannelRow[],
  from: number,
): Promise<void> {
  const names = new Map(list.map(({ id, name }) => [id, name]));
  const ids = [...names.keys()];
  const readings = await readReadings(connection, ids, from, Number.MAX_SAFE_INTEGER);
  for (const { channelId, ...reading } of readings)
    channels.read(names.get(channelId) ?? '', reading);
}

/** Of a channel whose declaration has not come. */
function unknownMeaning(name: string): Meaning {
  return {
    device: name.split('/')[0] ?? '',
    quantity: 'unknown',
    staleAfterMs: null,
    cadenceMs: null,
  };
}

/** Returns the key channels of the current campaign with the limits that hold now. */
export async function readKeys(
  connection: ReadConnection,
  now: number,
  hysteresis: HysteresisOf,
): Promise<readonly KeyChannel[]> {
  const campaigns = await readCampaigns(connection);
  const current = campaigns.find(({ lastStart }) => lastStart !== null) ?? campaigns[0];
  if (current === undefined) return [];
  const limits = await readLimits(connection);
  const units = new Map((await readAlarmChannels(connection)).map(({ id, unit }) => [id, unit]));
  return (await readKeyChannels(connection))
    .filter(({ campaignId }) => campaignId === current.id)
    .map(({ channel, channelId, role }) => ({
      channel,
      channelId,
      role,
      unit: channelId === null ? '' : (units.get(channelId) ?? ''),
      limits: limitsAt(limits, current.id, channelId, now).map(({ side, severity, value }) => ({
        side,
        severity,
        value,
        hysteresis: hysteresis({ campaign: current.name, channel, side, severity }),
      })),
    }));
}
