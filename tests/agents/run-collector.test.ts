import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CollectorRound } from '#agents/collector.ts';
import type { Runner } from '#agents/run-collector.ts';
import { createRunner } from '#agents/run-collector.ts';
import type { Timers } from '#agents/timers.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { ForeignFamily } from '#telemetry/metrics/foreign.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import { createSteppedTime } from '../support/long-run/stepped-time.ts';

const others: ForeignFamily = {
  name: 'others',
  type: 'gauge',
  openType: 'gauge',
  help: null,
  samples: [{ name: 'others', labels: [], value: 1 }],
};

test('with a full spool who gives facts waits; who gives none goes on, and is shown', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-runner-'));
  const { clock, timers, runTo } = createSteppedTime(2, Date.UTC(2026, 10, 23));
  const effects = { clock, log: silentLog };
  const spool = openSpool({ file: join(folder, 'spool.db'), maxBytes: 10, effects });
  const board = createBoard(clock);
  t.after(() => {
    spool.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const rounds = { logs: 0, machine: 0 };
  const runner = (name: keyof typeof rounds, given: Partial<CollectorRound>): Runner =>
    createRunner({
      name,
      intervalMs: 10_000,
      deadlineMs: 4_000,
      node: 'n',
      site: 's',
      timeZone: 'UTC',
      spool,
      board,
      effects,
      timers,
      create: () => ({
        collect() {
          rounds[name] += 1;
          const nothing = { facts: [], observations: [], problems: [], cursor: {} };
          return Promise.resolve({ ...nothing, ...given });
        },
      }),
    });
  const logs = runner('logs', {
    facts: [{ kind: 'readings', channel: 'a/b', values: [[1, 1, 'good']], origin: 'live' }],
  });
  const machine = runner('machine', { foreign: [others] });
  const stop = new AbortController();
  const running = [logs.run(stop.signal), machine.run(stop.signal)];
  await runTo(45_000);
  assert.deepEqual(rounds, { logs: 1, machine: 5 });
  assert.deepEqual([logs.isPaused, machine.isPaused], [true, false]);
  assert.deepEqual(
    board.foreign(() => new Set()),
    [others],
  );
  spool.acknowledge('logs', 1);
  await runTo(55_000);
  assert.equal(rounds.logs, 2, 'there is room again');
  stop.abort();
  await Promise.all(running);
});

test('a collector is told that its facts are in the spool, and only then', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-runner-'));
  const effects = { clock: systemClock, log: silentLog };
  const spool = openSpool({ file: join(folder, 'spool.db'), maxBytes: 1e9, effects });
  t.after(() => {
    spool.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const said: string[] = [];
  const end = new AbortController();
  const timers: Timers = {
    after: () => () => undefined,
    wait() {
      said.push('wait');
      if (said.filter((word) => word === 'wait').length === 3) end.abort();
      return Promise.resolve();
    },
  };
  // The disk is full in the first round, and has room again in the second.
  const store = spool.store.bind(spool);
  const full = (): never => {
    Object.assign(spool, { store });
    throw new Error('database or disk is full');
  };
  Object.assign(spool, { store: full });
  const runner = createRunner({
    name: 'one',
    intervalMs: 1_000,
    deadlineMs: 500,
    create: () => ({
      collect() {
        said.push('collect');
        const cursor = { at: String(said.length) };
        return Promise.resolve({ facts: [], observations: [], problems: [], cursor });
      },
      stored: () => void said.push('stored'),
    }),
    node: 'n',
    site: 's',
    timeZone: 'UTC',
    spool,
    board: createBoard(systemClock),
    effects,
    timers,
  });
  await runner.run(end.signal);
  assert.equal(said.join(' '), 'collect wait stored collect stored wait collect stored wait');
});
