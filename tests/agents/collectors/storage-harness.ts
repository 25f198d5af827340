/** A storage collector with a clock that is set by hand, for tests. */

import type { Collector, CollectorRound } from '#agents/collector.ts';
import { storage } from '#agents/collectors/storage.ts';
import { storageSchema } from '#agents/collectors/storage.schema.ts';
import type { ReplicaFact } from '#telemetry/facts/file.ts';

import { collectorContext } from './context.ts';

export const T0 = Date.UTC(2026, 10, 23, 10);

export interface Harness {
  readonly collector: Collector;
  /** Moves both clocks on, ms. */
  readonly advance: (ms: number) => void;
  /** One round; what it remembers is kept for `restart`. */
  readonly round: () => Promise<CollectorRound>;
  readonly restart: () => Harness;
}

/** Makes it from settings as they stand in a configuration. */
export function storageHarness(
  settings: Readonly<Record<string, unknown>>,
  cursor = new Map<string, string>(),
  passed = { ms: 0 },
): Harness {
  const clock = { now: () => T0 + passed.ms, monotonic: () => passed.ms };
  const checked = storageSchema.parse(settings);
  const collector = storage.create(checked, collectorContext({ clock, cursor: new Map(cursor) }));
  return {
    collector,
    advance(ms) {
      passed.ms += ms;
    },
    async round() {
      const round = await collector.collect();
      for (const [key, text] of Object.entries(round.cursor)) {
        if (text === '') cursor.delete(key);
        else cursor.set(key, text);
      }
      return round;
    },
    restart: () => storageHarness(settings, cursor, passed),
  };
}

export function valueOf(
  { observations }: CollectorRound,
  exposition: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return observations.find(
    (one) =>
      one.metric.exposition === exposition &&
      Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  )?.value;
}

export function copiesOf({ facts }: CollectorRound): ReplicaFact[] {
  return facts.flatMap((fact) => (fact.kind === 'replica' ? [fact] : []));
}
