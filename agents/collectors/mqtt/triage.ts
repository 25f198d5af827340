/** Decides what a message is: live, retained, from the broker's queue, one that brings nothing new, or none of ours. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { MqttMessage } from '#agents/sources/mqtt-connection.ts';
import type { Clock } from '#telemetry/effects.ts';

import type { ChannelReading, MqttChannels } from './channels.ts';
import { digestOf } from './inbox.ts';

export interface Triage {
  /** Null: refused, or nothing new. */
  readonly read: (message: MqttMessage, mayBeQueued: boolean) => readonly ChannelReading[] | null;
  readonly counts: Readonly<
    Record<'live' | 'retained' | 'queued' | 'repeated' | 'refused', number>
  >;
}

/** Topics whose last message is known; beyond, a retained message is told again after a new connection. */
const MOST_TOPICS = 10_000;

/** Makes the triage. A retained message that repeats the last one of its topic brings nothing new. */
export function createTriage(options: {
  readonly channels: MqttChannels;
  readonly report: (problem: CollectorProblem) => void;
  /** Bytes: a larger message is refused unread. */
  readonly largest: number;
  readonly clock: Clock;
}): Triage {
  const { channels, report, largest, clock } = options;
  const counts = { live: 0, retained: 0, queued: 0, repeated: 0, refused: 0 };
  const last = new Map<string, number>();
  return {
    counts,
    read(message, mayBeQueued) {
      const { topic, payload, id, isRetained } = message;
      // An empty retained message only takes the retained one away.
      if (payload.byteLength > largest) {
        const said = `a message of ${String(payload.byteLength)} bytes is no reading`;
        report({ reason: 'too-long', subject: topic, message: said });
        counts.refused += 1;
        return null;
      }
      const digest = digestOf(message);
      if (isRetained && last.get(topic) === digest) {
        counts.repeated += 1;
        return null;
      }
      if (last.size < MOST_TOPICS || last.has(topic)) last.set(topic, digest);
      const kind = isRetained ? 'retained' : mayBeQueued && id !== null ? 'queued' : 'live';
      const undated = kind === 'live' ? null : kind;
      const readings = channels.read(message, undated, clock.now());
      counts[readings === null ? 'refused' : kind] += 1;
      return readings;
    },
  };
}
