/** The agent's cost: memory and processor time at rest beside node_exporter, and `/metrics` beside prom-client. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';

import { systemClock } from '#telemetry/effects.ts';
import { definerOf } from '#telemetry/metrics/define.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { createAuthority } from '../support/certificates.ts';
import { freePorts } from '../support/living/free-port.ts';
import { programPath } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeBundle, startBundle } from './agent-bundle.ts';
import type { Started } from './agent-bundle.ts';
import { compareInterleaved, figure, median } from './figure.ts';
import type { Figure, Measure } from './figure.ts';
import { cpuMs, memoryMib } from './process-cost.ts';
import { CHANNELS, writeLogs, writeQuietConfig } from './quiet-node.ts';
import { takeEverything } from './take-everything.ts';

const SERIES = 1_000;
const WARM_UP_MS = 10_000;
const SPAN_MS = 60_000;
const SCRAPE_MS = 15_000;
const STARTS = 5;
/** The bounds of the heap alone, and nothing said to the C library: the one file adds the rest itself. */
const BOUNDS = {
  flags: ['--max-semi-space-size=1', '--max-old-space-size=48', '--v8-pool-size=1'],
  environment: {},
} satisfies Started;

/** A process that is scraped. */
interface Scraped {
  readonly child: ChildProcess;
  readonly scrape: () => Promise<unknown>;
}

interface Cost {
  /** The most of all looks, MiB. */
  readonly residentMib: number;
  readonly anonymousMib: number;
  readonly cpuMs: number;
}

const atRest: Measure = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-bench-agent-'));
  const endLogs = writeLogs(folder);
  const recorder = await takeEverything();
  const bundle = makeBundle(folder);
  const { ca, sign } = createAuthority(folder);
  const { cert, key } = sign('agent');
  const tls = join(folder, 'web-config.yml');
  writeFileSync(tls, JSON.stringify({ tls_server_config: { cert_file: cert, key_file: key } }));
  const running: ChildProcess[] = [];
  const start = async (
    name: string,
    started: Started = BOUNDS,
    web: string | null = null,
  ): Promise<Scraped> => {
    const [port] = await freePorts(1);
    const to = { port, recorder: recorder.url, tls: web };
    const child = startBundle(bundle, writeQuietConfig(folder, name, to), started);
    running.push(child);
    const address = `127.0.0.1:${String(port)}/metrics`;
    const scrape =
      web === null
        ? () => scrapePlain(`http://${address}`)
        : () => scrapeTls(`https://${address}`, readFileSync(ca));
    return { child, scrape };
  };
  try {
    const starts: number[] = [];
    for (let n = 0; n < STARTS; n += 1) starts.push(await firstScrapeMs(() => start(`start${n}`)));
    const exporter = await startExporter(running);
    const processes = [
      await start('plain'),
      await start('tls', BOUNDS, tls),
      await start('unit', {}),
      ...exporter,
    ];
    const [plain, withTls, unit, other] = await measureAll(processes);
    return describe({ starts, plain, withTls, unit, other });
  } finally {
    for (const child of running) child.kill('SIGKILL');
    endLogs();
    await recorder.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const exposition: Measure = async () => {
  const metric = definerOf('example')({
    name: 'flash.bench',
    exposition: 'flash_bench_kelvin',
    kind: 'gauge',
    unit: 'K',
    help: 'A channel.',
    range: [-1e9, 1e9],
    labels: ['device', 'channel'],
    maxSeries: SERIES,
  });
  const all = Array.from({ length: SERIES }, (_, n) => ({
    device: 'fridge',
    channel: `fridge/ch${String(n)}-t`,
  }));
  const board = createBoard(systemClock);
  board.put(
    'bench',
    all.map((labels, n) => ({ metric, labels, value: n / 7 })),
    1e9,
  );
  const page = createExposition({ board, clock: systemClock });
  const asked = { method: 'GET', url: 'http://a/metrics', headers: { get: () => null } };
  const registry = new Registry();
  const gauge = new Gauge({
    name: 'flash_bench_kelvin',
    help: 'A channel.',
    labelNames: ['device', 'channel'],
    registers: [registry],
  });
  all.forEach((labels, n) => {
    gauge.set(labels, n / 7);
  });
  const result = await compareInterleaved({
    ours: () => timed(() => page.handle(asked)),
    theirs: () => timed(() => registry.metrics()),
    rounds: 15,
  });
  await page.close();
  return [
    figure({
      name: 'agent.exposition',
      value: result.ours,
      unit: 'ms',
      against: `prom-client's registry.metrics(), ${String(SERIES)} series of two labels`,
      ratio: result.ratio,
      atMost: 0.5,
    }),
  ];
};

const measures: readonly Measure[] = [exposition, atRest];
export default measures;

interface Measured {
  readonly starts: readonly number[];
  readonly plain: Cost;
  readonly withTls: Cost;
  /** Started with all that its unit says. */
  readonly unit: Cost;
  /** node_exporter; undefined where it is not installed. */
  readonly other: Cost | undefined;
}

function describe({ starts, plain, withTls, unit, other }: Measured): readonly Figure[] {
  const flags = `started with ${BOUNDS.flags.join(' ')}`;
  const input = `${String(CHANNELS)} channels configured, and host; ${flags}; scraped every 15 s for 60 s`;
  const beside = (of: (cost: Cost) => string): string => {
    const its = other === undefined ? 'is not installed here' : `of this system: ${of(other)}`;
    return `${input}; as its unit starts it: ${of(unit)}; prometheus-node-exporter ${its}`;
  };
  const mib = (value: number): string => `${value.toFixed(1)} MiB`;
  const resident = beside(({ residentMib }) => mib(residentMib));
  return [
    figure({
      name: 'agent.resident',
      value: plain.residentMib,
      unit: 'MiB',
      against: `${resident}; limit 60 MiB`,
      atMost: 60,
    }),
    figure({
      name: 'agent.resident_tls',
      value: withTls.residentMib,
      unit: 'MiB',
      against: `the same with TLS on; anonymous: ${mib(withTls.anonymousMib)}`,
    }),
    figure({
      name: 'agent.anonymous',
      value: plain.anonymousMib,
      unit: 'MiB',
      against: `${beside(({ anonymousMib }) => mib(anonymousMib))}; limit 20 MiB`,
      atMost: 20,
    }),
    figure({
      name: 'agent.cpu_60s',
      value: plain.cpuMs,
      unit: 'ms',
      against: beside((cost) => `${String(cost.cpuMs)} ms`),
    }),
    figure({
      name: 'agent.first_scrape',
      value: median(starts),
      unit: 'ms',
      against: `${String(CHANNELS)} channels configured, and host; ${flags}; from the start of the process, median of ${String(STARTS)}, the longest ${Math.max(...starts).toFixed(0)} ms; limit 500 ms`,
      atMost: 500,
    }),
  ];
}

/** Milliseconds per call, over twenty calls. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const calls = 20;
  const start = performance.now();
  for (let n = 0; n < calls; n += 1) await work();
  return (performance.now() - start) / calls;
}

/** From the start of a process to its first answer; it is ended then. */
async function firstScrapeMs(start: () => Promise<Scraped>): Promise<number> {
  const { child, scrape } = await start();
  const begun = performance.now();
  await waitUntil('the first scrape', () => scrape().catch(() => undefined));
  const took = performance.now() - begun;
  child.kill('SIGKILL');
  return took;
}

async function startExporter(running: ChildProcess[]): Promise<readonly Scraped[]> {
  const path = programPath('FLASH_NODE_EXPORTER');
  if (path === undefined) return [];
  const [port] = await freePorts(1);
  const child = spawn(path, [`--web.listen-address=127.0.0.1:${String(port)}`], {
    stdio: 'ignore',
  });
  running.push(child);
  return [{ child, scrape: () => scrapePlain(`http://127.0.0.1:${String(port)}/metrics`) }];
}

async function measureAll(
  processes: readonly Scraped[],
): Promise<[Cost, Cost, Cost, Cost | undefined]> {
  for (const { scrape } of processes) {
    await waitUntil('a scrape', () => scrape().catch(() => undefined));
  }
  await wait(WARM_UP_MS);
  for (const { scrape } of processes) await scrape();
  const before = processes.map(({ child }) => cpuMs(child.pid));
  const looks: (readonly [resident: number, anonymous: number])[][] = processes.map(() => []);
  for (let at = 0; at < SPAN_MS; at += SCRAPE_MS) {
    await wait(SCRAPE_MS);
    for (const [n, { child, scrape }] of processes.entries()) {
      await scrape();
      looks[n]?.push([memoryMib(child.pid, 'Rss'), memoryMib(child.pid, 'Anonymous')]);
    }
  }
  const costs = processes.map(({ child }, n) => ({
    residentMib: Math.max(...(looks[n] ?? []).map(([resident]) => resident)),
    anonymousMib: Math.max(...(looks[n] ?? []).map(([, anonymous]) => anonymous)),
    cpuMs: cpuMs(child.pid) - (before[n] ?? Number.NaN),
  }));
  const [plain, withTls, unit, other] = costs;
  if (plain === undefined || withTls === undefined || unit === undefined)
    throw new Error('a process was not measured');
  return [plain, withTls, unit, other];
}

async function scrapePlain(url: string): Promise<string> {
  return (await fetch(url)).text();
}

function scrapeTls(url: string, ca: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(text));
    });
    asked.on('error', reject);
    asked.end();
  });
}
