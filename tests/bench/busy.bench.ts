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
/** Of a file whose reading and hashing cost nothing. */
const LEAST_BYTES = 64;
const WARM_UP_MS = 30_000;
const SPAN_MS = 120_000;
const SCRAPE_MS = 15_000;
/** The nine that there are. */
const COLLECTORS = 9;

const busy: Measure = async () => {
  await using node = await startBusyNode({ fileBytes: FILE_BYTES, mostS: 3_600 });
  const agent = startBundle(makeBundle(node.folder), node.config);
  try {
    await settle(node);
    const whole = await measure(agent, node);
    node.resize(LEAST_BYTES);
    await wait(WARM_UP_MS);
    const thin = await measure(agent, node);
    const jobs = `${CONDOR_JOBS} jobs of HTCondor, ${SLURM_JOBS} of Slurm, ${KUBE_JOBS} of Kubernetes with their pods`;
    const input = `${CHANNELS} channels at 1 Hz, ${TOPICS} of them topics of a broker, 34 MB every 2.2 s, ${jobs}, storage, host and textfile, scraped every 15 s for ${SPAN_MS / 1_000} s`;
    const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
    return [
      figure({
        name: 'busy.resident',
        value: whole.residentMib,
        unit: 'MiB',
        against: `${input}; ${whole.files} files taken in; the most of all looks; limit 90 MiB`,
        atMost: 90,
      }),
      figure({ name: 'busy.anonymous', value: whole.anonymousMib, unit: 'MiB', against: input }),
      figure({
        name: 'busy.cpu',
        value: 100 * thin.cpu,
        unit: '% of a core',
        against: `the same with ${thin.files} files of ${LEAST_BYTES} bytes, so that reading and hashing are apart; with 34 MB each ${percent(whole.cpu)}, of which in the checksum alone ${percent(whole.hashing)}; limit 3 %`,
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

const read = async ({ url }: BusyNode): Promise<string> => (await fetch(url)).text();

/** Waits until every collector works, then for the code to be warm. */
async function settle(node: BusyNode): Promise<void> {
  const isWhole = (page: string): boolean => sum(page, 'flash_collector_up') === COLLECTORS;
  await waitUntil('every collector', () => read(node).then(isWhole, () => false), 90_000);
  node.speak();
  await wait(WARM_UP_MS);
}

async function measure({ pid }: ChildProcess, node: BusyNode): Promise<Cost> {
  const [before, cpuBefore, start] = [await read(node), cpuMs(pid), performance.now()];
  const resident: number[] = [];
  while (performance.now() - start < SPAN_MS) {
    await wait(SCRAPE_MS);
    await read(node);
    resident.push(memoryMib(pid, 'Rss'));
  }
  const [after, elapsed] = [await read(node), performance.now() - start];
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
