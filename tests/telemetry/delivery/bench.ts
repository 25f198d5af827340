/** An agent's spool and delivery before a recorder in memory, with a clock that the test sets. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { createDelivery } from '#telemetry/delivery/delivery.ts';
import type { Delivery } from '#telemetry/delivery/delivery.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Effects } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

import { createRecorderDouble } from './recorder-double.ts';
import type { RecorderDouble } from './recorder-double.ts';

function reading(n: number): Fact {
  return { kind: 'readings', channel: 'a/b', values: [[n, n, 'good']], origin: 'live' };
}

export function numberOf(fact: Fact): number | null {
  return fact.kind === 'readings' ? (fact.values[0]?.[0] ?? null) : null;
}

export interface Bench {
  readonly recorder: RecorderDouble;
  readonly file: string;
  spool: Spool;
  delivery: Delivery;
  time: number;
  /** Closes and opens everything of the agent, as a kill and a start do. */
  readonly restart: () => void;
  readonly store: (stream: string, ...numbers: number[]) => void;
  /** Steps, letting the clock run, until the spool is empty or `limit` steps are done. */
  readonly drain: (limit?: number) => Promise<void>;
}

export function bench(): Bench & { readonly close: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'flash-delivery-'));
  const file = join(folder, 'spool.db');
  const recorder = createRecorderDouble();
  const clock = { now: () => 1_000 + it.time, monotonic: () => it.time };
  const effects: Effects = { clock, log: silentLog };
  const heartbeat = () => {
    const { facts, oldestAt } = it.spool.state();
    return {
      version: '0',
      startedAt: 0,
      collectors: [],
      spoolFacts: facts,
      spoolOldestAt: oldestAt,
    };
  };
  const open = (): { spool: Spool; delivery: Delivery } => {
    const spool = openSpool({ file, maxBytes: 1e9, effects });
    const { sender } = recorder;
    const token = (): string => 'secret';
    const random = (): number => 0.5;
    const delivery = createDelivery({
      node: 'n',
      spool,
      sender,
      effects,
      token,
      heartbeat,
      random,
    });
    return { spool, delivery };
  };
  const it: Bench & { close: () => void } = {
    recorder,
    file,
    time: 0,
    ...({} as { spool: Spool; delivery: Delivery }),
    restart() {
      it.spool.close();
      Object.assign(it, open());
    },
    store: (stream, ...numbers) =>
      it.spool.store({ stream, facts: numbers.map(reading), cursor: {} }),
    async drain(limit = 200) {
      for (let n = 0; n < limit && it.spool.state().facts > 0; n += 1)
        it.time += await it.delivery.step();
    },
    close() {
      it.spool.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  Object.assign(it, open());
  return it;
}

export function setUp(t: TestContext): Bench {
  const it = bench();
  t.after(() => it.close());
  return it;
}
