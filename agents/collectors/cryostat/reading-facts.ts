/** Facts of readings: each channel declared before its first one, values in pieces. */

import type { JoinedReading } from '#agents/formats/bluefors-join.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { ChannelFact, ReadingTuple } from '#telemetry/facts/reading.ts';

/** Values in one fact at most. */
const VALUES = 500;

/** What a channel of a device is, beyond its name. */
export type ChannelMeaning = Pick<ChannelFact, 'quantity' | 'unit' | 'label' | 'staleAfterMs'>;

/** Tells what a channel is from its name within the device (`ch6-t`). */
export type DescribeChannel = (name: string) => ChannelMeaning;

/**
 * Makes the facts of a device's readings; remembers in `declared` which channels were declared.
 *
 * Live readings carry no raw text: their file is the source and stays. Imported ones keep it.
 */
export function readingFacts(options: {
  device: string;
  readings: readonly JoinedReading[];
  describe: DescribeChannel;
  declared: Set<string>;
  origin: 'live' | 'import';
}): readonly Fact[] {
  const { device, readings, describe, declared, origin } = options;
  const byChannel = new Map<string, ReadingTuple[]>();
  for (const { channel, t, value, quality, raw } of readings) {
    const values = byChannel.get(channel) ?? [];
    values.push(origin === 'import' ? [t, value, quality, raw] : [t, value, quality]);
    byChannel.set(channel, values);
  }
  const facts: Fact[] = [];
  for (const [channel, values] of byChannel) {
    const name = `${device}/${channel}`;
    if (!declared.has(channel)) {
      declared.add(channel);
      facts.push({ kind: 'channel', name, device, ...describe(channel) });
    }
    for (let at = 0; at < values.length; at += VALUES) {
      const piece = values.slice(at, at + VALUES);
      facts.push({ kind: 'readings', channel: name, values: piece, origin });
    }
  }
  return facts;
}
