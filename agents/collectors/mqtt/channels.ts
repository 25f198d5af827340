/** Turns messages into readings of channels: names from topics, SI units, and the mark of a value whose time nobody knows. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { Payload } from '#agents/formats/mqtt-payload.ts';
import { parsePayload } from '#agents/formats/mqtt-payload.ts';
import { compileTopic, fillName } from '#agents/formats/mqtt-topic.ts';
import { quantityOf, toSi } from '#agents/formats/si-unit.ts';
import { createTimeReader } from '#agents/formats/table-time.ts';
import type { TimeReader } from '#agents/formats/table-time.ts';
import type { MqttMessage } from '#agents/sources/mqtt-connection.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import { createLocalClock } from '#telemetry/time.ts';

import type { TopicSettings } from '../mqtt.schema.ts';

/** Why a value has no time of its own that can be trusted; null: it has, or it has just been sent. */
export type Undated = 'retained' | 'queued' | null;

export interface MqttChannel {
  readonly device: string;
  /** Within the device. */
  readonly name: string;
  readonly topic: string;
  readonly settings: TopicSettings;
  /** Of the values as delivered; fixed by the first message. */
  readonly unit: string;
  /** Arrival of its last message without a time: two of one millisecond are a millisecond apart. */
  lastArrival: number;
}

export interface ChannelReading {
  readonly channel: MqttChannel;
  readonly tuple: ReadingTuple;
  /** A value of unknown age says nothing of now. */
  readonly isFresh: boolean;
}

export interface MqttChannels {
  /** What a message says, at most one reading per configured topic that it matches; null: nothing could be read. */
  readonly read: (
    message: MqttMessage,
    undated: Undated,
    now: number,
  ) => readonly ChannelReading[] | null;
  readonly filters: readonly string[];
}

export interface ChannelsOptions {
  readonly topics: readonly TopicSettings[];
  readonly timeZone: string;
  readonly maxChannels: number;
  readonly report: (problem: CollectorProblem) => void;
}

/** A reading's raw text holds this many characters. */
const LONGEST_RAW = 64;
const LONGEST_DEVICE = 64;
const LONGEST_CHANNEL = 191;

/** Makes the channels; each comes to be with the first message of its topic. */
export function createMqttChannels(options: ChannelsOptions): MqttChannels {
  const { topics, report } = options;
  const patterns = topics.map((settings) => ({ settings, pattern: compileTopic(settings.topic) }));
  const channels = new Map<string, MqttChannel>();
  const clocks = createTopicClocks(options);
  return {
    filters: [...new Set(patterns.map(({ pattern }) => pattern.filter))],
    read(message, undated, now) {
      const readings: ChannelReading[] = [];
      let matches = 0;
      for (const { settings, pattern } of patterns) {
        const levels = pattern.match(message.topic);
        if (levels === null) continue;
        matches += 1;
        const device = fillName(settings.device, levels).replaceAll('/', '-');
        const name = fillName(settings.channel, levels);
        const fail = (reason: string, text: string): void =>
          report({ reason, subject: message.topic, message: text });
        const channelOf = (unit: string | null): MqttChannel | null =>
          findChannel(channels, { ...options, device, name, message, settings, unit, fail });
        const iso = clocks(message.topic);
        const reading = readOne({ message, settings, undated, now, channelOf, fail, iso });
        if (reading !== null) readings.push(reading);
      }
      if (matches === 0)
        report({ reason: 'topic', subject: message.topic, message: 'no configured topic matches' });
      return readings.length === 0 ? null : readings;
    },
  };
}

/** A clock for each topic, as many as there may be channels. */
function createTopicClocks({
  timeZone,
  maxChannels,
}: ChannelsOptions): (topic: string) => TimeReader {
  const clocks = new Map<string, TimeReader>();
  return (topic) => {
    const known = clocks.get(topic);
    if (known !== undefined) return known;
    const made = createTimeReader(
      { time: { kind: 'iso' }, decimalComma: false },
      createLocalClock({ zone: timeZone }),
      null,
    );
    if (clocks.size < maxChannels) clocks.set(topic, made);
    return made;
  };
}

interface FindOptions extends ChannelsOptions {
  readonly device: string;
  readonly name: string;
  readonly message: MqttMessage;
  readonly settings: TopicSettings;
  readonly unit: string | null;
  readonly fail: (reason: string, text: string) => void;
}

/** The channel of a name, made where it is new; null where its name cannot be, is another topic's, or is one too many. */
function findChannel(
  channels: Map<string, MqttChannel>,
  { device, name, message, settings, unit, maxChannels, fail }: FindOptions,
): MqttChannel | null {
  const whole = `${device}/${name}`;
  const known = channels.get(whole);
  if (known !== undefined) {
    if (known.topic === message.topic && known.settings === settings) return known;
    fail('collision', `${whole} is already the channel of ${known.topic}`);
    return null;
  }
  if (device === '' || name === '' || device.length > LONGEST_DEVICE) {
    fail('name', `"${whole}" is no name of a channel`);
    return null;
  }
  if (whole.length > LONGEST_CHANNEL) {
    fail('name', `a channel's name has at most ${String(LONGEST_CHANNEL)} characters`);
    return null;
  }
  if (channels.size >= maxChannels) {
    fail('too-many-channels', `there are ${String(maxChannels)} channels already (max_channels)`);
    return null;
  }
  const channel: MqttChannel = {
    device,
    name,
    topic: message.topic,
    settings,
    unit: settings.unit ?? (unit === null ? '1' : toSi(unit).unit),
    lastArrival: 0,
  };
  channels.set(whole, channel);
  return channel;
}

interface ReadOptions {
  readonly message: MqttMessage;
  readonly settings: TopicSettings;
  readonly undated: Undated;
  readonly now: number;
  readonly channelOf: (unit: string | null) => MqttChannel | null;
  readonly fail: (reason: string, text: string) => void;
  /** Reads stamps without a zone by the topic's own clock, which knows the last one before it. */
  readonly iso: TimeReader;
}

function readOne(input: ReadOptions): ChannelReading | null {
  const { message, settings, now, iso, channelOf, fail } = input;
  const { payload: kind, fields, words, qualities } = settings;
  const result = parsePayload(message.payload, { kind, fields, words, qualities }, { iso, now });
  if (!result.ok) {
    fail('parse', result.reason);
    return null;
  }
  const { payload } = result;
  for (const { reason, message: text } of payload.problems) fail(reason, text);
  const channel = channelOf(payload.unit);
  return channel === null ? null : toReading(input, channel, payload);
}

function toReading(
  { message, settings, undated, now, fail }: ReadOptions,
  channel: MqttChannel,
  payload: Payload,
): ChannelReading {
  const { value, quality, isOdd } = convert(channel, payload);
  if (isOdd) fail('unit', `its unit ${payload.unit ?? ''} is not ${channel.unit}`);
  const scaled = value === null ? null : value * settings.scale + settings.offset;
  const final = scaled === null || Number.isFinite(scaled) ? scaled : null;
  const worst: Quality = final === null && quality === 'good' ? 'missing' : quality;
  if (payload.t !== null)
    return {
      channel,
      tuple: message.isRetained ? [payload.t, final, worst, 'retained'] : [payload.t, final, worst],
      isFresh: true,
    };
  const t = Math.max(now, channel.lastArrival + 1);
  channel.lastArrival = t;
  const hasBadTime = payload.problems.some(({ reason }) => reason === 'time');
  const mark = undated ?? (hasBadTime ? 'no time' : null);
  if (mark === null) return { channel, tuple: [t, final, worst], isFresh: true };
  // When it was measured is not known: at this time nothing was.
  const raw = `${mark} ${message.payload.toString('utf8').trim()}`
    .slice(0, LONGEST_RAW)
    .toWellFormed();
  return { channel, tuple: [t, final, 'missing', raw], isFresh: false };
}

/** Brings the value to the channel's unit; a unit of another quantity makes it uncalibrated. */
function convert(
  channel: MqttChannel,
  { value, unit, quality }: Payload,
): { readonly value: number | null; readonly quality: Quality; readonly isOdd: boolean } {
  if (unit === null || value === null || unit === channel.unit)
    return { value, quality, isOdd: false };
  const si = toSi(unit);
  if (si.unit === channel.unit)
    return { value: value * si.scale + si.offset, quality, isOdd: false };
  return { value, quality: quality === 'good' ? 'uncalibrated' : quality, isOdd: true };
}

/** What a channel measures: as configured, else by its unit. */
export function quantityOfChannel({ settings, unit }: MqttChannel): string {
  return settings.quantity ?? quantityOf(unit);
}
