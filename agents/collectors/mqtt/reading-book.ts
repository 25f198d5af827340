/** Readings of channels as facts, each channel declared before its first one, and how the channels are now. */

import { createChannelStates } from '#agents/collectors/cryostat/channel-states.ts';
import type { ChannelStates } from '#agents/collectors/cryostat/channel-states.ts';
import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { ChannelFact, ReadingTuple } from '#telemetry/facts/reading.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

import { quantityOfChannel } from './channels.ts';
import type { ChannelReading, MqttChannel } from './channels.ts';

export interface ReadingBook {
  readonly facts: (readings: readonly ChannelReading[]) => Fact[];
  readonly observe: (now: number) => readonly Observation[];
}

/** What only logs on disk have. */
const NOTHING = { note: null, timeFlag: null } as const;

/** Values in one fact at most. */
const VALUES = 500;

/** Makes an empty book; `limits`: of any channels, those of a device are used. */
export function createReadingBook(limits: readonly ChannelLimit[]): ReadingBook {
  const declared = new Map<string, MqttChannel>();
  const devices = new Map<string, ChannelStates>();
  const statesOf = (device: string): ChannelStates => {
    const states =
      devices.get(device) ??
      createChannelStates({
        device,
        kept: [],
        limits,
        describe: (name) => meaningOf(declared.get(`${device}/${name}`)),
      });
    devices.set(device, states);
    return states;
  };
  return {
    facts(readings) {
      const facts: Fact[] = [];
      const byChannel = Map.groupBy(readings, ({ channel }) => channel);
      for (const [channel, items] of byChannel) {
        const name = `${channel.device}/${channel.name}`;
        if (!declared.has(name)) {
          declared.set(name, channel);
          facts.push({ kind: 'channel', name, device: channel.device, ...meaningOf(channel) });
        }
        const values = items.map(({ tuple }) => tuple);
        for (let at = 0; at < values.length; at += VALUES) {
          const piece = values.slice(at, at + VALUES);
          facts.push({ kind: 'readings', channel: name, values: piece, origin: 'live' });
        }
        statesOf(channel.device).add(items.flatMap(toJoined));
      }
      return facts;
    },
    observe: (now) => [...devices.values()].flatMap((states) => states.observe(now)),
  };
}

/** A value of unknown age is not how the channel is now. */
function toJoined({
  channel,
  tuple,
  isFresh,
}: ChannelReading): Parameters<ChannelStates['add']>[0] {
  const [t, value, quality]: ReadingTuple = tuple;
  if (!isFresh) return [];
  return [{ channel: channel.name, t, value, quality, raw: '', isCorrection: false, ...NOTHING }];
}

type Meaning = Pick<ChannelFact, 'quantity' | 'unit' | 'label' | 'staleAfterMs'>;

function meaningOf(channel: MqttChannel | undefined): Meaning {
  if (channel === undefined)
    return { quantity: 'other', unit: '1', label: null, staleAfterMs: null };
  const { settings, unit } = channel;
  const staleAfterMs = settings.stale_after_s === null ? null : settings.stale_after_s * 1_000;
  return { quantity: quantityOfChannel(channel), unit, label: settings.label, staleAfterMs };
}
