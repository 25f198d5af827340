/** How fast a history of slow control goes through the spool and the recorder: each alone, and both together as an agent does it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createDelivery } from '#telemetry/delivery/delivery.ts';
import type { Sender } from '#telemetry/delivery/sender.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { ReadingsFact, ReadingTuple } from '#telemetry/facts/reading.ts';
import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import { openSpool, type Spool } from '#telemetry/spool/spool.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { channelFact, T0 } from '../support/facts.ts';
import { figure, type Figure, type Measure } from './figure.ts';

/** Ten million take some minutes: `FLASH_BACKFILL=10000000 npm run bench backfill`. */
const READINGS = Number(process.env['FLASH_BACKFILL'] ?? 1_000_000);
const CHANNELS = 50;
/** Readings of a channel in one fact, as the collector makes them. */
const VALUES = 500;
const CADENCE_MS = 10_000;

const NODE = 'bench';
const STREAM = 'cryostat';
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
const TOTAL = ROUNDS * CHANNELS * VALUES;

/** Rounds that are stored before they are delivered. */
const BLOCK = 4;

const told = (what: string): string =>
  `${what}; ${String(TOTAL)} readings of ${String(CHANNELS)} channels every ${String(CADENCE_MS / 1000)} s, in facts of ${String(VALUES)}`;

/** Adds up the time of the work alone, without that of making its input. */
class Stopwatch {
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
function* blocks(): Generator<ReadingsFact[][]> {
  for (let at = 0; at < ROUNDS; at += BLOCK) {
    const length = Math.min(BLOCK, ROUNDS - at);
    yield Array.from({ length }, (_, i) => roundOf(at + i));
  }
}

function store(spool: Spool, block: readonly ReadingsFact[][]): void {
  for (const facts of block) spool.store({ stream: STREAM, facts, cursor: { 'file:a': 'here' } });
}

function openTemporarySpool(): { readonly spool: Spool; readonly remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'flash-backfill-'));
  const spool = openSpool({ file: join(home, 'spool.db'), maxBytes: 1e12, effects });
  const remove = (): void => {
    spool.close();
    rmSync(home, { recursive: true, force: true });
  };
  return { spool, remove };
}

/** Hands batches over in this process: JSON is written and read as over HTTP, without the socket. */
function doorOf(recorder: Recorder): Sender {
  return {
    async post(body) {
      const { status, body: answer } = await recorder.record(JSON.parse(body));
      return { status, body: JSON.stringify(answer) };
    },
    close: () => undefined,
  };
}

async function drain(spool: Spool, sender: Sender): Promise<void> {
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

/** Counts what the catalogue holds: a rate counts only where every reading is there. */
async function checkAll({ administrator }: TestCatalogue): Promise<void> {
  const [row] = await administrator.query<{ n: number; good: number; minutes: number }[]>(
    `SELECT COUNT(*) AS n, SUM(quality = 'good') AS good, (SELECT SUM(all_count) FROM reading_hour) AS minutes FROM reading`,
  );
  if (row?.n !== TOTAL || row.minutes !== TOTAL) {
    throw new Error(`of ${String(TOTAL)} readings ${JSON.stringify(row)} are in the catalogue`);
  }
}

async function spoolRate(): Promise<number> {
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

/** Runs `work` with an empty catalogue whose channels are declared, and gives its rate. */
async function withRecorder(
  work: (recorder: Recorder, spool: Spool) => Promise<number>,
): Promise<number> {
  await using catalogue = await startTestCatalogue();
  const recorder = createRecorder({ pool: catalogue.pools.recorder });
  const { spool, remove } = openTemporarySpool();
  try {
    const channels = Array.from({ length: CHANNELS }, (_, n) => channelFact(`bf/c${String(n)}`));
    spool.store({ stream: STREAM, facts: channels, cursor: {} });
    await drain(spool, doorOf(recorder));
    const rate = await work(recorder, spool);
    await checkAll(catalogue);
    return rate;
  } finally {
    await recorder.close();
    remove();
  }
}

const recorderRate = (): Promise<number> =>
  withRecorder(async (recorder, spool) => {
    const watch = new Stopwatch();
    for (const block of blocks()) {
      store(spool, block);
      await watch.time(() => drain(spool, doorOf(recorder)));
    }
    return watch.perSecond();
  });

/** As an agent does it: a round is stored, what is stored is delivered. */
const wholeRate = (): Promise<number> =>
  withRecorder(async (recorder, spool) => {
    const watch = new Stopwatch();
    for (const block of blocks()) {
      await watch.time(async () => {
        store(spool, block);
        await drain(spool, doorOf(recorder));
      });
    }
    return watch.perSecond();
  });

/** A history of slow control through spool and recorder: at least 50 000 readings a second. */
const backfill: Measure = async () => {
  const rate = (name: string, value: number, what: string, atLeast?: number): Figure =>
    figure({
      name: `backfill.${name}_readings_per_second`,
      value,
      unit: 'readings/s',
      against: told(what),
      ...(atLeast === undefined ? {} : { atLeast }),
    });
  return [
    rate('spool', await spoolRate(), 'into the spool, out of it in batches, acknowledged'),
    rate('recorder', await recorderRate(), 'from batches to readings, minutes and hours'),
    rate(
      'whole',
      await wholeRate(),
      'spool and recorder in one process, one after the other',
      50_000,
    ),
  ];
};

const measures: readonly Measure[] = [backfill];
export default measures;
