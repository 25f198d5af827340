/** Files that come faster than FLASH writes them, removed once they are registered: nothing missed, backlog bounded, memory flat. */

import { randomBytes } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adler32 } from 'hash-wasm';
import { startDaqFlow, type DaqFlow } from '../support/living/daq-flow.ts';
import { figure, median, type Measure } from './figure.ts';

/** FLASH writes a file of 34 MB every 2.19 s. */
const CADENCE_S = 2.19;
const SPAN_S = 180;
const QUIET_S = 2;
const MOST_ON_DISK = 5e9;
const PIECE = 4 << 20;
const LOOK_MS = 200;
const GIVE_UP_MS = 60_000;
/** Memory is looked at after this, when caches and code are warm. */
const WARM_S = 45;

interface Arrival {
  readonly name: string;
  readonly bytes: number;
  readonly times: number;
}

/** What is written and not yet removed, and what the catalogue must hold. */
interface Books {
  readonly sums: Map<string, string>;
  readonly missing: Set<string>;
  onDisk: number;
  lastAt: number;
}

async function writeFiles(run: string, { bytes, times }: Arrival, books: Books): Promise<number> {
  const content = randomBytes(bytes);
  const start = performance.now();
  const count = Math.round((SPAN_S * times) / CADENCE_S);
  for (let n = 0; n < count; n += 1) {
    const due = start + (n * CADENCE_S * 1_000) / times;
    if (due > performance.now()) await sleep(due - performance.now());
    while (books.onDisk + bytes > MOST_ON_DISK) await sleep(50);
    const name = `raw_${String(n).padStart(6, '0')}.dat`;
    content.writeUInt32LE(n, 0);
    books.sums.set(name, await adler32(content));
    books.missing.add(name);
    books.onDisk += bytes;
    const handle = await open(join(run, name), 'w');
    for (let at = 0; at < bytes; at += PIECE)
      await handle.write(content, at, Math.min(PIECE, bytes - at));
    await handle.close();
    books.lastAt = performance.now();
  }
  const seconds = (performance.now() - start) / 1_000;
  return (count * CADENCE_S) / Math.max(seconds, (count * CADENCE_S) / times);
}

/** Removes what the catalogue has with the right sum, until everything came or nothing comes any more. */
async function removeRegistered(flow: DaqFlow, bytes: number, books: Books, isOver: () => boolean) {
  let last = 0;
  while (!isOver() || books.missing.size > 0) {
    for (const { id, name, adler32: sum } of await flow.filesAfter(last)) {
      last = id;
      if (books.sums.get(name) !== sum) continue;
      books.missing.delete(name);
      await unlink(join(flow.run, name));
      books.onDisk -= bytes;
    }
    if (isOver() && performance.now() - books.lastAt > GIVE_UP_MS) break;
    await sleep(LOOK_MS);
  }
}

async function watchAgent(flow: DaqFlow, books: Books, isOver: () => boolean) {
  /** `backlog`: written, and not in the catalogue yet. */
  const samples: { readonly backlog: number; readonly memory: number }[] = [];
  while (!isOver()) {
    await sleep(1_000);
    const backlog = books.missing.size;
    const memory = (await flow.metric('process_memory_usage_bytes')) / 2 ** 20;
    samples.push({ backlog, memory });
  }
  return samples;
}

const arrive = (arrival: Arrival): Measure =>
  async function arrivalOfFiles() {
    const daq = { complete: { rule: 'quiet', quiet_s: QUIET_S } };
    await using flow = await startDaqFlow({ daq, hasHub: true });
    const { name, bytes, times } = arrival;
    const books: Books = { sums: new Map(), missing: new Set(), onDisk: 0, lastAt: 0 };
    let isOver = false;
    const [rate, , samples] = await Promise.all([
      writeFiles(flow.run, arrival, books).finally(() => (isOver = true)),
      removeRegistered(flow, bytes, books, () => isOver),
      watchAgent(flow, books, () => isOver),
    ]);
    const memory = samples.map((sample) => sample.memory);
    const [early, late] = [memory.slice(WARM_S, WARM_S + 30), memory.slice(-30)].map(median);
    const growth = (late ?? Number.NaN) - (early ?? Number.NaN);
    const backlog = Math.max(...samples.map((sample) => sample.backlog));
    const input = `${books.sums.size} files of ${bytes / 1e6} MB in ${SPAN_S} s, ${times} times FLASH's rate asked for, each removed once registered`;
    const row = (what: string, value: number, unit: string, limit: object) =>
      figure({ name: `daq-arrival.${name}_${what}`, value, unit, against: input, ...limit });
    return [
      row('rate', rate, "times FLASH's", { atLeast: times * 0.98 }),
      row('missed', books.missing.size, 'files', { atMost: 0 }),
      row('backlog', backlog, 'files', { atMost: Math.ceil((10 * times) / CADENCE_S) }),
      row('memory_growth', growth, 'MiB', { atMost: 8 }),
    ];
  };

const measures: readonly Measure[] = [
  arrive({ name: 'full', bytes: 34_000_000, times: 5 }),
  arrive({ name: 'small', bytes: 340_000, times: 20 }),
];
export default measures;
