/** Collectors under a supervisor whose time moves only when told. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as settle } from 'node:timers/promises';
import type { TestContext } from 'node:test';

import type { Collector, CollectorRound } from '#agents/collector.ts';
import { createSupervisor } from '#agents/supervisor.ts';
import type { Supervisor } from '#agents/supervisor.ts';
import type { Timers } from '#agents/timers.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { definerOf } from '#telemetry/metrics/define.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import type { Board } from '#telemetry/otel/board.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

export const gauge = definerOf('example')({
  name: 'flash.test.value',
  exposition: 'flash_test_value',
  kind: 'gauge',
  unit: '1',
  help: 'V.',
  range: [-1e9, 1e9],
  recordMs: 60_000,
});

/** Time that moves only when told; whoever waits is called in the order of their times. */
interface FakeTime extends Timers {
  now: number;
  readonly pass: (ms: number) => Promise<void>;
}

function fakeTime(): FakeTime {
  const due = new Set<{ readonly at: number; readonly call: () => void }>();
  const time: FakeTime = {
    now: 0,
    after(ms, call) {
      const entry = { at: time.now + ms, call };
      due.add(entry);
      return () => due.delete(entry);
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const cancel = time.after(ms, resolve);
        signal.addEventListener('abort', () => {
          cancel();
          resolve();
        });
      }),
    async pass(ms) {
      const end = time.now + ms;
      for (;;) {
        for (let n = 0; n < 5; n += 1) await settle();
        const [next] = [...due].toSorted((a, b) => a.at - b.at);
        if (next === undefined || next.at > end) break;
        due.delete(next);
        time.now = next.at;
        next.call();
      }
      time.now = end;
    },
  };
  return time;
}

interface Bench {
  readonly time: FakeTime;
  readonly spool: Spool;
  readonly board: Board;
  readonly supervisor: Supervisor;
  readonly value: (name: string, collector?: string, reason?: string) => number | undefined;
}

type Collect = (signal: AbortSignal) => CollectorRound | Promise<CollectorRound>;

export function round(more: Partial<CollectorRound> = {}): CollectorRound {
  return { facts: [], observations: [], problems: [], cursor: {}, ...more };
}

export function bench(
  t: TestContext,
  collectors: Readonly<Record<string, Collect>>,
  maxBytes = 1e9,
): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'flash-supervisor-'));
  const time = fakeTime();
  const clock = { now: () => 1e12 + time.now, monotonic: () => time.now };
  const effects = { clock, log: silentLog };
  const spool = openSpool({ file: join(folder, 'spool.db'), maxBytes, effects });
  const board = createBoard(clock);
  const supervisor = createSupervisor({
    node: 'n',
    site: 's',
    timeZone: 'UTC',
    spool,
    board,
    effects,
    timers: time,
    collectors: Object.entries(collectors).map(([name, collect]) => ({
      name,
      intervalMs: 10_000,
      deadlineMs: 4_000,
      create: ({ signal }): Collector => ({ collect: async () => collect(signal()) }),
    })),
  });
  supervisor.start();
  t.after(async () => {
    const stopped = supervisor.stop(1_000);
    await time.pass(2_000);
    await stopped;
    spool.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const value: Bench['value'] = (name, collector, reason) =>
    board
      .families()
      .find(({ metric }) => metric.exposition === name)
      ?.points.find(
        ({ labels }) =>
          (collector === undefined || labels['collector'] === collector) &&
          (reason === undefined || labels['reason'] === reason),
      )?.value;
  return { time, spool, board, supervisor, value };
}

export function reading(n: number): Fact {
  return { kind: 'readings', channel: 'a/b', values: [[n, n, 'good']], origin: 'live' };
}
