/** How fast a history of slow control goes through the spool and the recorder: each alone, and both together as an agent does it. */

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { NODE_ENVIRONMENT, NODE_FLAGS } from '#agents/deploy/node-flags.ts';
import type { Sender } from '#telemetry/delivery/sender.ts';
import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import type { Spool } from '#telemetry/spool/spool.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { channelFact } from '../support/facts.ts';
import {
  blocks,
  CADENCE_MS,
  CHANNELS,
  drain,
  openTemporarySpool,
  spoolRate,
  Stopwatch,
  store,
  STREAM,
  TOTAL,
  VALUES,
} from './backfill-flow.ts';
import { figure, type Figure, type Measure } from './figure.ts';

const told = (what: string): string =>
  `${what}; ${String(TOTAL)} readings of ${String(CHANNELS)} channels every ${String(CADENCE_MS / 1000)} s, in facts of ${String(VALUES)}`;

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

/** Counts what the catalogue holds: a rate counts only where every reading is there. */
async function checkAll({ administrator }: TestCatalogue): Promise<void> {
  const [row] = await administrator.query<{ n: number; good: number; minutes: number }[]>(
    `SELECT COUNT(*) AS n, SUM(quality = 'good') AS good, (SELECT SUM(all_count) FROM reading_hour) AS minutes FROM reading`,
  );
  if (row?.n !== TOTAL || row.minutes !== TOTAL) {
    throw new Error(`of ${String(TOTAL)} readings ${JSON.stringify(row)} are in the catalogue`);
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

/** The agent's part in a process that is started as its unit starts it. */
async function runAgent(): Promise<{ readonly rate: number; readonly peakMib: number }> {
  const child = resolve(import.meta.dirname, 'backfill-agent-child.ts');
  const env = { ...process.env, ...NODE_ENVIRONMENT };
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_FLAGS, child], { env });
  const [rate = NaN, peakKib = NaN] = stdout.split(' ').map(Number);
  return { rate, peakMib: peakKib / 1_024 };
}

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
  const agent = await runAgent();
  return [
    rate('spool', await spoolRate(), 'into the spool, out of it in batches, acknowledged'),
    rate(
      'agent',
      agent.rate,
      "the same in a process with the flags of the agent's unit, without a compiler of machine code",
      50_000,
    ),
    figure({
      name: 'backfill.agent_peak_memory',
      value: agent.peakMib,
      unit: 'MiB',
      against: told('the whole process, with the input it makes for itself'),
      atMost: 120,
    }),
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
