/** The collector `host` beside node_exporter with the same six sources: processor time per scrape. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { serveHttp } from '#telemetry/http/serve.ts';
import { programPath } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';
import { compareInterleaved, figure } from './figure.ts';
import type { Measure } from './figure.ts';
import { cpuMs } from './process-cost.ts';

/** Scrapes in one block: a processor's time is counted in steps of 10 ms, and a scrape takes about 2. */
const SCRAPES = 100;
const BLOCKS = 9;
/** The flags an agent is started with (agents' unit). */
const FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=48', '--v8-pool-size=1'];
const SETTINGS = {
  proc: '/proc',
  sys: '/sys',
  each_cpu: true,
  leave_out: ['pressure', 'uptime', 'temperatures', 'clock', 'units', 'group'],
};
const SOURCES = ['cpu', 'meminfo', 'diskstats', 'netdev', 'loadavg', 'filesystem'];
/** What Prometheus sends. */
const HEADERS = {
  accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4',
  'accept-encoding': 'gzip',
};

const perScrape: Measure = async () => {
  const exporter = programPath('FLASH_NODE_EXPORTER');
  if (exporter === undefined) throw new Error('node_exporter is not installed');
  const [ourPort, theirPort] = [await freePort(), await freePort()];
  const child = join(import.meta.dirname, 'host-agent-child.ts');
  const words = [...FLAGS, child, `127.0.0.1:${String(ourPort)}`, JSON.stringify(SETTINGS)];
  const ours = spawn(process.execPath, words, { stdio: 'ignore' });
  const only = SOURCES.map((name) => `--collector.${name}`);
  const theirs = spawn(
    exporter,
    [
      '--collector.disable-defaults',
      '--web.disable-exporter-metrics',
      ...only,
      `--web.listen-address=127.0.0.1:${String(theirPort)}`,
    ],
    { stdio: 'ignore' },
  );
  try {
    const [our, their] = [await seriesOf(ourPort), await seriesOf(theirPort)];
    const result = await compareInterleaved({
      ours: () => costOf(ours, ourPort),
      theirs: () => costOf(theirs, theirPort),
      rounds: BLOCKS,
    });
    const each = `a round and a scrape of ${String(our)} series; it: a scrape of ${String(their)}, ${result.theirs.toFixed(2)} ms`;
    return [
      figure({
        name: 'host.cpu_per_scrape',
        value: result.ours,
        unit: 'ms',
        against: `prometheus-node-exporter of this system with only ${SOURCES.join(', ')}: ${each}; ${String(SCRAPES * BLOCKS)} scrapes of each in turns of ${String(SCRAPES)}, gzip`,
        ratio: result.ratio,
        atMost: 1,
      }),
    ];
  } finally {
    ours.kill('SIGKILL');
    theirs.kill('SIGKILL');
  }
};

const measures: readonly Measure[] = [perScrape];
export default measures;

/** Processor time of one scrape, ms. */
async function costOf({ pid }: ChildProcess, port: number): Promise<number> {
  const before = cpuMs(pid);
  for (let n = 0; n < SCRAPES; n += 1) await scrape(port);
  return (cpuMs(pid) - before) / SCRAPES;
}

async function scrape(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/metrics`, { headers: HEADERS });
  if (response.status !== 200) throw new Error(`a scrape was answered ${String(response.status)}`);
  return response.text();
}

/** Series of a first scrape, as soon as the process answers. */
async function seriesOf(port: number): Promise<number> {
  const text = await waitUntil('the first scrape', () => scrape(port).catch(() => undefined));
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

async function freePort(): Promise<number> {
  const listener = await serveHttp({
    what: 'probe',
    address: '127.0.0.1:0',
    handler: () => new Response(''),
  });
  await listener.close(0);
  return listener.port;
}
