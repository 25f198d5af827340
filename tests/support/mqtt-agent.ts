/** The MQTT collector as an agent runs it, round by round, with a way to kill it at the worst moment. */

import type { TestContext } from 'node:test';
import type { Collector, CollectorProblem, CollectorRound } from '#agents/collector.ts';
import { mqtt } from '#agents/collectors/mqtt.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import { waitUntil } from './wait-until.ts';

const TOPICS = [{ topic: 'lab/{device}/{name}' }];

/** What an agent keeps: facts and cursor in one step, then the acknowledgement. */
export class MqttAgent {
  readonly readings: (readonly [channel: string, ...ReadingTuple])[] = [];
  readonly problems: CollectorProblem[] = [];
  readonly cursor = new Map<string, string>();
  readonly failures: string[] = [];
  last: CollectorRound | null = null;
  readonly #settings: Record<string, unknown>;
  #collector: Collector | null = null;

  constructor(settings: Record<string, unknown>) {
    this.#settings = { topics: TOPICS, ...settings };
  }

  async start(t: TestContext): Promise<void> {
    const settings = (await mqtt.schema()).parse(this.#settings);
    const { signal } = new AbortController();
    this.#collector = mqtt.create(settings, {
      effects: { clock: systemClock, log: silentLog },
      node: 'lnf-daq',
      site: 'LNF',
      timeZone: 'Europe/Rome',
      cursor: new Map(this.cursor),
      signal: () => signal,
    });
    t.after(() => this.stop());
    await this.round();
  }

  /** `dies`: killed after the facts are stored and before the broker is told. */
  async round({ dies = false } = {}): Promise<void> {
    try {
      const round = await this.#collector!.collect();
      this.last = round;
      this.problems.push(...round.problems);
      for (const [key, value] of Object.entries(round.cursor)) this.cursor.set(key, value);
      for (const fact of round.facts)
        if (fact.kind === 'readings')
          for (const tuple of fact.values) this.readings.push([fact.channel, ...tuple]);
      if (!dies) this.#collector!.stored?.();
    } catch (error) {
      this.failures.push(error instanceof Error ? error.message : String(error));
    }
  }

  /** Rounds until so many readings are there. */
  async until(count: number): Promise<void> {
    await waitUntil(`${count} readings, not ${this.readings.length}`, async () => {
      await this.round();
      return this.readings.length >= count;
    });
  }

  async stop(): Promise<void> {
    await this.#collector?.stop?.();
    this.#collector = null;
  }

  count(outcome: string): number | undefined {
    return this.last?.observations.find(({ labels }) => labels['outcome'] === outcome)?.value;
  }
}
