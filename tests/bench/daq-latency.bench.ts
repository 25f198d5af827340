/** From the moment a file is complete to its row in the catalogue: 10 000 small files through agent, spool, hub and MariaDB. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDaqFlow, type DaqFlow } from '../support/living/daq-flow.ts';
import { figure, median, quantile, type Measure } from './figure.ts';

const FILES = 10_000;
const QUIET_S = 2;
/** Files a second: a hundred times what FLASH writes, so that the trial ends soon. */
const PER_SECOND = 50;
/** The catalogue is asked this often: a row may have been there this long. */
const LOOK_MS = 20;
const GIVE_UP_MS = 60_000;

async function writeAll(run: string, written: Map<string, number>): Promise<void> {
  const content = Buffer.alloc(4_096, 'x');
  const start = performance.now();
  for (let n = 0; n < FILES; n += 1) {
    const due = start + (n * 1_000) / PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
    const name = `raw_${String(n).padStart(6, '0')}.dat`;
    await writeFile(join(run, name), content);
    written.set(name, performance.now());
  }
}

/** Resolves with the time of each file's row, once all are there. */
async function readRows(flow: DaqFlow): Promise<ReadonlyMap<string, number>> {
  const rows = new Map<string, number>();
  let last = 0;
  let changedAt = performance.now();
  while (rows.size < FILES) {
    const found = await flow.filesAfter(last);
    const now = performance.now();
    for (const { id, name } of found) {
      if (!rows.has(name)) rows.set(name, now);
      last = id;
    }
    if (found.length > 0) changedAt = now;
    if (now - changedAt > GIVE_UP_MS) throw new Error(`${FILES - rows.size} files have no row`);
    await sleep(LOOK_MS);
  }
  return rows;
}

const latency: Measure = async () => {
  await using flow = await startDaqFlow({
    daq: { complete: { rule: 'quiet', quiet_s: QUIET_S } },
    hasHub: true,
  });
  const written = new Map<string, number>();
  const [rows] = await Promise.all([readRows(flow), writeAll(flow.run, written)]);
  const delays = [...rows].map(
    ([name, at]) => at - (written.get(name) ?? Number.NaN) - QUIET_S * 1_000,
  );
  const input = `${FILES} files of 4 kB, ${PER_SECOND} a second, each quiet for ${QUIET_S} s; over that time`;
  const limits = { unit: 'ms', against: input };
  return [
    figure({ name: 'daq-latency.median', value: median(delays), ...limits }),
    figure({ name: 'daq-latency.p99', value: quantile(delays, 0.99), ...limits, atMost: 1_000 }),
  ];
};

const measures: readonly Measure[] = [latency];
export default measures;
