/** The agent as it is installed, with all its work at once: memory and processor time, hashing included. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { freePorts } from '../support/living/free-port.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeBundle, startBundle } from './agent-bundle.ts';
import { figure, type Measure } from './figure.ts';
import { cpuMs, memoryMib } from './process-cost.ts';
import { takeEverything } from './take-everything.ts';

const JOBS = 1_000;
const CHANNELS = 200;
const WARM_UP_MS = 30_000;
const SPAN_MS = 180_000;
const SCRAPE_MS = 15_000;

const busy: Measure = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-bench-busy-'));
  const recorder = await takeEverything();
  const [port] = await freePorts(1);
  const [table, daq] = [join(folder, 'table'), join(folder, 'daq')];
  const run = join(daq, 'Run_2026.11-TEST', 'presa_dati_01');
  const writer = fork(join(import.meta.dirname, 'busy-writer-child.ts'), [table, run]);
  const config = writeConfig(folder, { table, daq, port, recorder: recorder.url });
  const agent = startBundle(makeBundle(folder), config);
  try {
    const url = `http://127.0.0.1:${String(port)}/metrics`;
    const cost = await measure(agent, url);
    const input = `${String(CHANNELS)} channels at 1 Hz, 34 MB every 2.2 s, ${String(JOBS)} jobs, storage, host and textfile, scraped every 15 s for ${String(SPAN_MS / 1_000)} s; ${String(cost.files)} files taken in`;
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
        value: 100 * cost.cpu,
        unit: '% of a core',
        against: `${input}; hashing included; limit 3 %`,
        atMost: 3,
      }),
    ];
  } finally {
    agent.kill('SIGKILL');
    writer.kill('SIGKILL');
    await recorder.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [busy];
export default measures;

interface Cost {
  readonly residentMib: number;
  readonly anonymousMib: number;
  /** Share of one core. */
  readonly cpu: number;
  readonly files: number;
}

async function measure({ pid }: ChildProcess, url: string): Promise<Cost> {
  const read = async (): Promise<string> => (await fetch(url)).text();
  await waitUntil('the agent', () => read().then(Boolean, () => false));
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
    files: grown('flash_daq_files_total'),
  };
}

/** The sum of all series of a metric. */
function sum(page: string, name: string): number {
  const lines = page.split('\n').filter((line) => new RegExp(`^${name}[{ ]`).test(line));
  return lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
}

function writeConfig(
  folder: string,
  to: {
    readonly table: string;
    readonly daq: string;
    readonly port: number | undefined;
    readonly recorder: string;
  },
): string {
  const jobs = join(folder, 'jobs.json');
  const now = Math.floor(Date.now() / 1_000);
  writeFileSync(
    jobs,
    JSON.stringify(
      Array.from({ length: JOBS }, (_, n) => ({
        ClusterId: 1_000 + n,
        ProcId: 0,
        GlobalJobId: `schedd.example.org#${String(1_000 + n)}.0#${String(now)}`,
        JobStatus: 1 + (n % 2),
        QDate: now - n,
        EnteredCurrentStatus: now - n,
        Owner: 'pool007',
        FlashUser: 'ada',
        ServerTime: now,
      })),
    ),
  );
  const prom = join(folder, 'prom');
  mkdirSync(prom);
  writeFileSync(
    join(prom, 'room.prom'),
    '# TYPE room_celsius gauge\nroom_celsius{place="hall"} 21.5\n',
  );
  const columns = Array.from({ length: CHANNELS }, (_, n) => ({
    column: `t${String(n)}`,
    name: `t${String(n)}`,
    quantity: 'temperature',
    unit: 'K',
  }));
  const file = join(folder, 'flash.yaml');
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      node: 'busy',
      time_zone: 'UTC',
      home: join(folder, 'home'),
      agent: { listen: `127.0.0.1:${String(to.port)}`, recorder: to.recorder, token: 'bench' },
      collectors: {
        daq: { location: 'bench', roots: [to.daq], complete: { rule: 'rename' } },
        cryostat: {
          devices: [
            {
              name: 'busy',
              kind: 'table',
              path: to.table,
              table: { time_columns: ['time'], time: { kind: 'iso' }, columns },
            },
          ],
        },
        storage: { volumes: [{ name: 'daq', path: folder, role: 'daq' }] },
        htcondor: { command: ['cat', jobs], instance: 'schedd' },
        host: {},
        textfile: { directories: [prom] },
      },
    }),
  );
  return file;
}
