/** A cryostat collector over folders, with a clock that tests move. */

import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Collector, CollectorProblem, CollectorRound } from '#agents/collector.ts';
import { cryostat } from '#agents/collectors/cryostat.ts';
import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';

export interface CryostatHarness extends Disposable {
  /** An empty folder for logs of the test's own. */
  readonly home: string;
  readonly cursor: Map<string, string>;
  pass(ms: number): void;
  append(path: string, text: string): void;
  restart(): void;
  round(): Promise<CollectorRound>;
  /** Rounds until everything is read and nothing is held back. */
  settle(): Promise<{ facts: Fact[]; problems: CollectorProblem[]; last: CollectorRound }>;
}

export async function startCryostat(
  devices: (home: string) => readonly Record<string, unknown>[],
  {
    now = Date.now(),
    timeZone = 'Europe/Rome',
    limits = [],
  }: { now?: number; timeZone?: string; limits?: readonly ChannelLimit[] } = {},
): Promise<CryostatHarness> {
  const home = mkdtempSync(join(tmpdir(), 'flash-cryostat-'));
  const settings = (await cryostat.schema()).parse({ devices: devices(home) });
  const cursor = new Map<string, string>();
  let passed = 0;
  const clock = { now: () => now + passed, monotonic: () => passed };
  const make = (): Collector =>
    cryostat.create(settings, {
      effects: { clock, log: silentLog },
      node: 'test-node',
      site: 'LNF',
      timeZone,
      limits,
      cursor: new Map(cursor),
      signal: () => new AbortController().signal,
    });
  let collector = make();
  const round = async (): Promise<CollectorRound> => {
    const found = await collector.collect();
    for (const [key, value] of Object.entries(found.cursor)) cursor.set(key, value);
    return found;
  };
  return {
    home,
    cursor,
    round,
    pass: (ms) => void (passed += ms),
    append(path, text) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      appendFileSync(join(home, path), text);
    },
    restart: () => void (collector = make()),
    async settle() {
      const facts: Fact[] = [];
      const problems: CollectorProblem[] = [];
      for (let quiet = 0; ;) {
        const last = await round();
        facts.push(...last.facts);
        problems.push(...last.problems);
        passed += 6_000;
        quiet = last.more === true || last.facts.length > 0 ? 0 : quiet + 1;
        if (quiet === 2) return { facts, problems, last };
      }
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Readings of a channel, in the order in which they came. */
export function readingsOf(facts: readonly Fact[], channel: string): ReadingTuple[] {
  return facts.flatMap((fact) =>
    fact.kind === 'readings' && fact.channel === channel ? fact.values : [],
  );
}

/** Every reading as a text that is its natural key and its quality: to be compared as sets. */
export function readingSet(facts: readonly Fact[]): Set<string> {
  return new Set(
    facts.flatMap((fact) =>
      fact.kind === 'readings'
        ? fact.values.map(([t, value, quality]) => `${fact.channel} ${t} ${value} ${quality}`)
        : [],
    ),
  );
}

/** The moment at which tests begin. */
export const NOW = Date.UTC(2026, 5, 20, 10, 0, 0);

/** One Bluefors cryostat whose day folders lie in the test's home. */
export const bluefors = (home: string): Record<string, unknown>[] => [
  { name: 'bf', kind: 'bluefors', path: home, time_zone: 'UTC' },
];

/** A log of the mixing chamber below the home. */
export const CH6 = '26-06-20/CH6 T 26-06-20.log';

/** Time of day n seconds after 09:00. */
export function clockText(n: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(9 + Math.floor(n / 3600))}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}`;
}

/** A line of `CH6 T` n seconds after 09:00 UTC. */
export const line = (n: number, value: string): string => `20-06-26,${clockText(n)},${value}\r\n`;

/** The value of a metric for a channel, undefined where it is not shown. */
export function valueOf(
  round: CollectorRound,
  metric: string,
  channel: string,
): number | undefined {
  return round.observations.find(
    (o) => o.metric.exposition === metric && o.labels['channel'] === channel,
  )?.value;
}
