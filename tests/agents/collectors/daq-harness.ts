/** A daq collector over a temporary tree with a clock that tests move. */

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Collector, CollectorRound } from '#agents/collector.ts';
import { daq } from '#agents/collectors/daq.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { FileFact, ReplicaFact } from '#telemetry/facts/file.ts';
import type { Fact } from '#telemetry/facts/index.ts';

export const CAMPAIGN = 'Run_2026.11-QUAX';

export interface Harness extends Disposable {
  readonly root: string;
  readonly cursor: Map<string, string>;
  /** Time of the clock, UTC ms; begins at the real now. */
  now(): number;
  pass(ms: number): void;
  /** Writes a file below the campaign, last written `ageMs` ago. */
  write(path: string, content: string | Buffer, ageMs?: number): string;
  /** Sets a file's last write to the clock's now, as a write does whose clock is ours. */
  touch(path: string): void;
  /** Makes a new collector that begins from the cursor. */
  restart(): void;
  round(): Promise<CollectorRound>;
  /** Ends the collector, and the processes that read for it. */
  stop(): Promise<void>;
  /** Rounds until nothing more waits; all facts and problems. */
  settle(): Promise<{ facts: Fact[]; problems: CollectorRound['problems'][number][] }>;
}

export async function startDaq(settings: Record<string, unknown> = {}): Promise<Harness> {
  const home = mkdtempSync(join(tmpdir(), 'flash-daq-'));
  const root = join(home, 'disk');
  mkdirSync(join(root, CAMPAIGN), { recursive: true });
  const schema = await daq.schema();
  const parsed = schema.parse({ location: 'lnf-daq', roots: [root], ...settings });
  const cursor = new Map<string, string>();
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const clock = { now, monotonic: () => performance.now() + offset };
  const make = (): Collector =>
    daq.create(parsed, {
      effects: { clock, log: silentLog },
      node: 'test-node',
      site: 'LNF',
      timeZone: 'Europe/Rome',
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
    root,
    cursor,
    now,
    pass: (ms) => void (offset += ms),
    write(path, content, ageMs = 0) {
      const full = join(root, CAMPAIGN, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
      const at = (now() - ageMs) / 1000;
      utimesSync(full, at, at);
      return full;
    },
    touch(path) {
      const at = now() / 1000;
      utimesSync(path, at, at);
    },
    restart: () => void (collector = make()),
    round,
    stop: async () => {
      await collector.stop?.();
    },
    async settle() {
      const facts: Fact[] = [];
      const problems: CollectorRound['problems'][number][] = [];
      for (;;) {
        const found = await round();
        facts.push(...found.facts);
        problems.push(...found.problems);
        if (found.more !== true) return { facts, problems };
      }
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

export const files = (facts: readonly Fact[]): FileFact[] =>
  facts.filter((fact) => fact.kind === 'file');
export const replicas = (facts: readonly Fact[]): ReplicaFact[] =>
  facts.filter((fact) => fact.kind === 'replica');
