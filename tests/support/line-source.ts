/** A durable source of numbered lines and a collector's life over it: read on from the cursor, spooled, delivered to a real recorder. */

import assert from 'node:assert/strict';

import { createDelivery } from '#telemetry/delivery/delivery.ts';
import type { Delivery } from '#telemetry/delivery/delivery.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Clock } from '#telemetry/effects.ts';
import type { Sender } from '#telemetry/delivery/sender.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Recorder } from '#telemetry/recorder/recorder.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

import { T0 } from './facts.ts';
import type { TestRecorder } from '../telemetry/recorder/setup.ts';

/** Lines read in one round. */
const PER_ROUND = 25;

/** Damage was found while the spool was used: an agent ends then, and is started again. */
export class DamagedSpool extends Error {}

export interface LineLife {
  readonly spool: Spool;
  readonly delivery: Delivery;
  /** Reads on in every stream until its line of this number, in rounds as a collector does. */
  readonly read: (upTo: number) => void;
  /** Delivers so many batches, or all. @throws {DamagedSpool} */
  readonly deliver: (batches?: number) => Promise<void>;
  /** What every stream has after all of it is read and delivered: lines that are missing, and that are there twice. */
  readonly count: (lines: number) => Promise<{ lost: number; doubled: number }>;
}

export interface LineLifeOptions {
  readonly file: string;
  readonly node: string;
  readonly streams: readonly string[];
  readonly setup: TestRecorder;
  readonly clock: Clock;
  /** The way to the recorder; default: one without faults, and then every step must succeed. */
  readonly sender?: Sender;
}

/** Opens the spool, which mends a damaged one, and goes on. */
export function openLines(options: LineLifeOptions): LineLife {
  const { file, node, streams, setup, clock } = options;
  const effects = { clock, log: silentLog };
  let isDamaged = false;
  const onDamage = (): void => void (isDamaged = true);
  const spool = openSpool({ file, node, maxBytes: 1e9, effects, onDamage });
  const delivery = createDelivery({
    node,
    spool,
    effects,
    token: () => 'token',
    sender: options.sender ?? createRecorderSender(setup.recorder),
    heartbeat: () => ({
      version: '1',
      startedAt: T0,
      collectors: [],
      spoolFacts: spool.state().facts,
      spoolOldestAt: null,
    }),
    random: () => 0,
  });
  const channelOf = (stream: string): string => `${node}/${stream}`;
  return {
    spool,
    delivery,
    read(upTo) {
      for (const stream of streams) {
        let next = Number(spool.cursorOf(stream).get('next') ?? '1');
        while (next <= upTo) {
          const end = Math.min(next + PER_ROUND, upTo + 1);
          const facts = Array.from({ length: end - next }, (_, n) =>
            line(channelOf(stream), next + n),
          );
          next = end;
          spool.store({ stream, facts, cursor: { next: String(next) } });
        }
      }
    },
    async deliver(batches = Number.POSITIVE_INFINITY) {
      for (let sent = 0; sent < batches && spool.pending().length > 0; sent += 1) {
        const waitMs = await delivery.step();
        if (isDamaged) throw new DamagedSpool(delivery.state().reason ?? '');
        if (options.sender === undefined) assert.equal(waitMs, 0, delivery.state().reason ?? '');
      }
    },
    async count(lines) {
      let lost = 0;
      let doubled = 0;
      for (const stream of streams) {
        const rows = await setup.query(
          'SELECT r.value AS n FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.name = ?',
          [channelOf(stream)],
        );
        const found = rows.map(({ n }) => Number(n));
        const once = new Set(found);
        doubled += found.length - once.size;
        for (let n = 1; n <= lines; n += 1) if (!once.has(n)) lost += 1;
      }
      return { lost, doubled };
    },
  };
}

function line(channel: string, n: number): Fact {
  return { kind: 'readings', channel, values: [[T0 + n * 1_000, n, 'good']], origin: 'live' };
}

/** Hands batches to a recorder in this process, as its door would over HTTP. */
export function createRecorderSender(recorder: Recorder) {
  return {
    async post(body: string) {
      const { status, body: answer } = await recorder.record(JSON.parse(body));
      return { status, body: JSON.stringify(answer) };
    },
    close: () => undefined,
  };
}
