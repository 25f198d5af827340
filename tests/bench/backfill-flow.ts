/** A history of slow control on its way through a spool: its input, and the agent's part of the work. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createDelivery } from '#telemetry/delivery/delivery.ts';
import type { Sender } from '#telemetry/delivery/sender.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { ReadingsFact, ReadingTuple } from '#telemetry/facts/reading.ts';
import { openSpool, type Spool } from '#telemetry/spool/spool.ts';
import { T0 } from '../support/facts.ts';

/** Ten million take some minutes: `FLASH_BACKFILL=10000000 npm run bench backfill`. */
const READINGS = Number(process.env['FLASH_BACKFILL'] ?? 1_000_000);
export const CHANNELS = 50;
/** Readings of a channel in one fact, as the collector makes them. */
export const VALUES = 500;
export const CADENCE_MS = 10_000;

const NODE = 'bench';
export const STREAM = 'cryostat';
const effects = { clock: systemClock, log: silentLog };

/** A value as a thermometer prints it. */
function valueAt(channel: number, n: number): number {
  return Number((4 + channel + Math.sin(n / 700) * 0.3).toPrecision(7));
}

/** The facts of one round: each channel goes on by 500 readings. */
function roundOf(round: number): ReadingsFact[] {
  return Array.from({ length: CHANNELS }, (_, channel) => {
    const values: ReadingTuple[] = Array.from({ length: VALUES }, (__, i) => {
      const n = round * VALUES + i;
      const quality = n % 997 === 0 ? 'over' : 'good';
      return [T0 + n * CADENCE_MS, valueAt(channel, n), quality];
    });
    return { kind: 'readings', channel: `bf/c${String(channel)}`, values, origin: 'live' };
  });
}

const ROUNDS = Math.max(1, Math.ceil(READINGS / (CHANNELS * VALUES)));
export const TOTAL = ROUNDS * CHANNELS * VALUES;

/** Rounds that are stored before they are delivered. */
const BLOCK = 4;

/** Adds up the time of the work alone, without that of making its input. */
export class Stopwatch {
  #ms = 0;

  async time(work: () => Promise<void> | void): Promise<void> {
    const start = performance.now();
    await work();
    this.#ms += performance.now() - start;
  }

  perSecond(): number {
    return TOTAL / (this.#ms / 1_000);
  }
}

/** The rounds in blocks, each made when it is asked for. */
export function* blocks(): Generator<ReadingsFact[][]> {
  for (let at = 0; at < ROUNDS; at += BLOCK) {
    const length = Math.min(BLOCK, ROUNDS - at);
    yield Array.from({ length }, (_, i) => roundOf(at + i));
  }
}

export function store(spool: Spool, block: readonly ReadingsFact[][]): void {
  for (const facts of block) spool.store({ stream: STREAM, facts, cursor: { 'file:a': 'here' } });
}

export function openTemporarySpool(): { readonly spool: Spool; readonly remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'flash-backfill-'));
  const spool = openSpool({ file: join(home, 'spool.db'), maxBytes: 1e12, effects });
  const remove = (): void => {
    spool.close();
    rmSync(home, { recursive: true, force: true });
  };
  return { spool, remove };
}

export async function drain(spool: Spool, sender: Sender): Promise<void> {
  const delivery = createDelivery({
    node: NODE,
    spool,
    sender,
    effects,
    token: () => 'token',
    heartbeat: () => ({
      version: '0',
      startedAt: T0,
      collectors: [],
      spoolFacts: 0,
      spoolOldestAt: null,
    }),
  });
  while (spool.pending().length > 0) {
    const wait = await delivery.step();
    if (wait > 0 && spool.pending().length > 0) throw new Error(delivery.state().reason ?? 'waits');
  }
}

/** Everything is acknowledged without being looked at. */
const takeAll: Sender = {
  async post(body) {
    const last = /"last":(\d+)/.exec(body.slice(0, 500))?.[1] ?? '0';
    return await Promise.resolve({
      status: 200,
      body: JSON.stringify({ acknowledged: Number(last), refused: [] }),
    });
  },
  close: () => undefined,
};

/** Readings a second into the spool, and out of it in batches that are acknowledged. */
export async function spoolRate(): Promise<number> {
  const { spool, remove } = openTemporarySpool();
  const watch = new Stopwatch();
  try {
    for (const block of blocks()) await watch.time(() => store(spool, block));
    await watch.time(() => drain(spool, takeAll));
    return watch.perSecond();
  } finally {
    remove();
  }
}
