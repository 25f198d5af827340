/** What the simulator's tests share: a home, a clock of their own, and what lies on the disk. */
import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { readRawHeader } from '#agents/formats/raw-header.ts';
import { stampOfLine } from '#agents/simulator/log-files.ts';
import type { SimulatorOptions } from '#agents/simulator/options.ts';
import { foldersOf } from '#agents/simulator/state.ts';
import type { SimulatorState } from '#agents/simulator/state.ts';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;
export const ORIGIN = Date.UTC(2026, 10, 23, 10);

export function tempHome(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'flash-simulator-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

export interface Found {
  readonly run: string;
  readonly name: string;
  readonly takenAt: number;
  readonly bytes: number;
  readonly isWhole: boolean;
}

export function readStart(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(2_048);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** How many data files of the newest run were written after `t`; cheap, so that a simulator in this process is not held up. */
export function countWritten(home: string, t: number): number {
  const root = join(foldersOf(home).daq, 'Run_2026.11-QUAX');
  if (!existsSync(root)) return 0;
  const run =
    readdirSync(root)
      .filter((name) => name.endsWith('_fisica'))
      .toSorted()
      .at(-1) ?? '';
  const names = readdirSync(join(root, run))
    .filter((name) => name.endsWith('.dat'))
    .toSorted();
  return names.slice(-5).filter((name) => statSync(join(root, run, name)).mtimeMs >= t).length;
}

/** Data files below a home with their header's time, in time order; a killed writer may leave one without a whole header. */
export function dataFiles(home: string, campaign = 'Run_2026.11-QUAX', isKilled = false): Found[] {
  const root = join(foldersOf(home).daq, campaign);
  return readdirSync(root)
    .flatMap((run) =>
      readdirSync(join(root, run))
        .filter((name) => name.endsWith('.dat'))
        .flatMap((name): Found[] => {
          const path = join(root, run, name);
          const bytes = statSync(path).size;
          const result = readRawHeader(readStart(path));
          if (isKilled && result?.ok !== true) return [];
          assert.ok(result?.ok && result.header.takenAt !== null, path);
          const { takenAt, minBytes } = result.header;
          return [{ run, name, takenAt, bytes, isWhole: bytes === minBytes }];
        }),
    )
    .toSorted((a, b) => a.takenAt - b.takenAt);
}

export function checkNoOverlap(files: readonly Found[]): void {
  const runs = files.map(({ run }) => run).filter((run, n, all) => run !== all[n - 1]);
  assert.equal(new Set(runs).size, runs.length, `runs overlap: ${runs.join(', ')}`);
  const times = files.map(({ takenAt }) => takenAt);
  for (const [n, t] of times.slice(1).entries()) assert.ok(t - (times[n] ?? 0) >= 2_186);
}

/** Every log line of the refrigerator has its own, later stamp. */
export function checkLogs(home: string): void {
  const { bluefors } = foldersOf(home);
  for (const day of readdirSync(bluefors)) {
    for (const name of readdirSync(join(bluefors, day))) {
      const lines = readFileSync(join(bluefors, day, name), 'latin1').split('\r\n');
      assert.equal(lines.pop(), '', name);
      const stamps = lines.map(stampOfLine).filter((stamp) => stamp !== null);
      for (const [n, stamp] of stamps.slice(1).entries()) {
        assert.ok(stamp > (stamps[n] ?? 0), `${name} line ${n + 2}`);
      }
    }
  }
}

export interface Fake {
  readonly options: SimulatorOptions;
  now: number;
}

/** A clock of its own, and a signal that lets pieces be written without pauses. */
export function fake(home: string, now = ORIGIN): Fake {
  const made = {
    now,
    options: {
      home,
      seed: 1,
      historyMs: 0,
      pace: 1,
      isFullSize: false,
      hub: null,

      timeZone: 'Europe/Rome',
      clock: { now: () => made.now, monotonic: () => made.now },
      signal: AbortSignal.abort(),
      say: () => undefined,
    },
  };
  return made;
}

export const STATE: SimulatorState = {
  version: 1,
  seed: 1,
  origin: ORIGIN,
  historyMs: 0,
  starts: [],
  injected: [],
  isHistoryWritten: true,
  aliveAt: ORIGIN,
  pid: process.pid,
};
