/** What a DAQ feels of the agent: a process that writes and syncs 34 MB files at four times FLASH's rate, with and without it. */

import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startDaqFlow } from '../support/living/daq-flow.ts';
import { figure, median, quantile, type Measure } from './figure.ts';

const PAIRS = 10;
const SPAN_S = 15;
/** Four times 34 MB in 2.19 s, MB a second. */
const RATE = (4 * 34) / 2.19;
const WRITER = resolve(import.meta.dirname, 'daq-writer-child.ts');

interface Written {
  readonly bytesPerSecond: number;
  readonly syncMs: readonly number[];
}

async function write(folder: string): Promise<Written> {
  const words = [
    '--disable-warning=ExperimentalWarning',
    WRITER,
    folder,
    String(RATE),
    String(SPAN_S),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  rmSync(folder, { recursive: true });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own child wrote it
  return JSON.parse(stdout) as Written;
}

interface Ratios {
  readonly throughput: number;
  readonly p50: number;
  readonly p95: number;
}

function compare(a: Written, b: Written): Ratios {
  return {
    throughput: a.bytesPerSecond / b.bytesPerSecond,
    p50: median(a.syncMs) / median(b.syncMs),
    p95: quantile(a.syncMs, 0.95) / quantile(b.syncMs, 0.95),
  };
}

/** One triple, in an order that turns: with the agent, without it, without it again. */
async function measureOnce(
  turn: number,
): Promise<{ readonly agent: Ratios; readonly twin: Ratios }> {
  await using flow = await startDaqFlow({ daq: { isolation: 'never' }, hasHub: false });
  const order = [0, 1, 2].map((n) => (n + turn) % 3);
  const written: Written[] = [];
  for (const kind of order) {
    if (kind === 0) flow.agent.start();
    else await flow.agent.stop();
    written[kind] = await write(join(flow.run, '..', `run_${kind}`));
  }
  const [withAgent, without, again] = written;
  if (withAgent === undefined || without === undefined || again === undefined)
    throw new Error('a run of the writer is missing');
  return { agent: compare(withAgent, without), twin: compare(again, without) };
}

const writer: Measure = async () => {
  const pairs: Awaited<ReturnType<typeof measureOnce>>[] = [];
  for (let turn = 0; turn < PAIRS; turn += 1) pairs.push(await measureOnce(turn));
  const row = (what: keyof Ratios, limit: object) => {
    const ratio = median(pairs.map(({ agent }) => agent[what]));
    const twin = median(pairs.map(({ twin: one }) => one[what]));
    return figure({
      name: `daq-writer.${what === 'throughput' ? what : `fsync_${what}`}`,
      value: ratio,
      unit: 'ratio',
      against: `the same writer without the agent, ${RATE.toFixed(0)} MB/s asked for, ${SPAN_S} s each, median of ${PAIRS} interleaved pairs; two runs without it: ${twin.toFixed(3)}`,
      ...limit,
    });
  };
  return [
    row('throughput', { atLeast: 0.98 }),
    row('p50', { atMost: 1.05 }),
    row('p95', { atMost: 1.2 }),
  ];
};

const measures: readonly Measure[] = [writer];
export default measures;
