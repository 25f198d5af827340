import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRunner } from '#agents/run-collector.ts';
import type { Timers } from '#agents/timers.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { openSpool } from '#telemetry/spool/spool.ts';

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
