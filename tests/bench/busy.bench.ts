/** The agent as it is installed, with all its work at once: memory and processor time, hashing apart. */

import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

import { startBusyNode } from '../support/busy-node/busy-node.ts';
import type { BusyNode } from '../support/busy-node/busy-node.ts';
import { CHANNELS, TOPICS } from '../support/busy-node/instruments.ts';
import { CONDOR_JOBS, KUBE_JOBS, SLURM_JOBS } from '../support/busy-node/jobs.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeBundle, startBundle } from './agent-bundle.ts';
import { figure, type Measure } from './figure.ts';
import { cpuMs, memoryMib } from './process-cost.ts';

const FILE_BYTES = 34_000_000;
const WARM_UP_MS = 30_000;
const SPAN_MS = 120_000;
const SCRAPE_MS = 15_000;
/** The nine that there are. */
const COLLECTORS = 9;

const busy: Measure = async () => {
  await using node = await startBusyNode({ fileBytes: FILE_BYTES, mostS: 3_600 });
  const agent = startBundle(makeBundle(node.folder), node.config);
  try {
    const cost = await measure(agent, node);
    const jobs = `${CONDOR_JOBS} jobs of HTCondor, ${SLURM_JOBS} of Slurm, ${KUBE_JOBS} of Kubernetes with their pods`;
    const input = `${CHANNELS} channels at 1 Hz, ${TOPICS} of them topics of a broker, 34 MB every 2.2 s, ${jobs}, storage, host and textfile, scraped every 15 s for ${SPAN_MS / 1_000} s; ${cost.files} files taken in`;
    return [
      figure({
        name: 'busy.resident',
        value: cost.residentMib,
        unit: 'MiB',
        against: `${input}; the most of all looks; limit 90 MiB`,
        atMost: 90,
      }),
      figure({ name: 'busy.anonymous', value: cost.anonymousMib, unit: 'MiB', against: input }),
      figure({
        name: 'busy.cpu',
        value: 100 * (cost.cpu - cost.hashing),
        unit: '% of a core',
        against: `${input}; hashing apart, with which it is ${(100 * cost.cpu).toFixed(1)} %; limit 3 %`,
        atMost: 3,
      }),
    ];
  } finally {
    agent.kill('SIGKILL');
  }
};

const measures: readonly Measure[] = [busy];
export default measures;

interface Cost {
  readonly residentMib: number;
  readonly anonymousMib: number;
  /** Shares of one core: all of it, and what checksums took. */
  readonly cpu: number;
  readonly hashing: number;
  readonly files: number;
}

async function measure({ pid }: ChildProcess, node: BusyNode): Promise<Cost> {
  const read = async (): Promise<string> => (await fetch(node.url)).text();
  const isWhole = (page: string): boolean => sum(page, 'flash_collector_up') === COLLECTORS;
  await waitUntil('every collector', () => read().then(isWhole, () => false), 90_000);
  node.speak();
  await wait(WARM_UP_MS);
  const [before, cpuBefore, start] = [await read(), cpuMs(pid), performance.now()];
  const resident: number[] = [];
  while (performance.now() - start < SPAN_MS) {
    await wait(SCRAPE_MS);
    await read();
    resident.push(memoryMib(pid, 'Rss'));
  }
  const [after, elapsed] = [await read(), performance.now() - start];
  const grown = (name: string): number => sum(after, name) - sum(before, name);
  return {
    residentMib: Math.max(...resident),
    anonymousMib: memoryMib(pid, 'Anonymous'),
    cpu: (cpuMs(pid) - cpuBefore) / elapsed,
    hashing: (grown('flash_daq_checksum_seconds_total') * 1_000) / elapsed,
    files: grown('flash_daq_files_total'),
  };
}

/** The sum of all series of a metric. */
function sum(page: string, name: string): number {
  const lines = page.split('\n').filter((line) => new RegExp(`^${name}[{ ]`).test(line));
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
}
