/** The agent's cost: memory and processor time at rest beside node_exporter, and `/metrics` beside prom-client. */

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';

import { systemClock } from '#telemetry/effects.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { defineMetric } from '#telemetry/metrics/define.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { programPath } from '../support/needs-program.ts';
import { compareInterleaved, figure } from './figure.ts';
import type { Measure } from './figure.ts';
import { cpuMs, memoryMib } from './process-cost.ts';

const SERIES = 1_000;
const SPAN_MS = 60_000;
const SCRAPE_MS = 15_000;
/** The flags an agent is started with (agents' unit). */
const FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=48', '--v8-pool-size=1'];

interface Cost {
  readonly residentMib: number;
  readonly anonymousMib: number;
  readonly cpuMs: number;
}

const atRest: Measure = async () => {
  const exporter = programPath('FLASH_NODE_EXPORTER');
  if (exporter === undefined) throw new Error('node_exporter is not installed');
  await using folder = temporaryFolder();
  await using recorder = await takeEverything();
  const ports = [await freePort(), await freePort()] as const;
  const bundle = makeBundle(folder.path);
  const ours = spawn(process.execPath, [
    ...FLAGS,
    bundle,
    join(folder.path, 'home'),
    `127.0.0.1:${ports[0]}`,
    recorder.url,
  ]);
  const theirs = spawn(exporter, [`--web.listen-address=127.0.0.1:${ports[1]}`]);
  try {
    const [agent, other] = await measureBoth([ours, theirs], ports);
    const against = `prometheus-node-exporter of this system, both scraped every 15 s for 60 s; it: `;
    return [
      figure({
        name: 'agent.resident',
        value: agent.residentMib,
        unit: 'MiB',
        against: `${against}${other.residentMib.toFixed(1)} MiB; limit 60 MiB`,
        atMost: 60,
      }),
      figure({
        name: 'agent.anonymous',
        value: agent.anonymousMib,
        unit: 'MiB',
        against: `${against}${other.anonymousMib.toFixed(1)} MiB; limit 20 MiB`,
        atMost: 20,
      }),
      figure({
        name: 'agent.cpu_60s',
        value: agent.cpuMs,
        unit: 'ms',
        against: `${against}${String(other.cpuMs)} ms`,
      }),
    ];
  } finally {
    ours.kill('SIGKILL');
    theirs.kill('SIGKILL');
  }
};

const exposition: Measure = async () => {
  const metric = defineMetric({
    name: 'flash.bench',
    exposition: 'flash_bench_kelvin',
    kind: 'gauge',
    unit: 'K',
    help: 'A channel.',
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
  const request = { method: 'GET', url: 'http://a/metrics', headers: { get: () => null } };
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
    ours: () => timed(() => page.handle(request)),
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

/** Milliseconds per call, over twenty calls. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const calls = 20;
  const start = performance.now();
  for (let n = 0; n < calls; n += 1) await work();
  return (performance.now() - start) / calls;
}

/** One minified CommonJS file, as an agent is installed. */
function makeBundle(folder: string): string {
  writeFileSync(join(folder, 'package.json'), '{"version":"0.0.0"}');
  mkdirSync(join(folder, 'bin'));
  const file = join(folder, 'bin', 'agent.cjs');
  const { status, stderr } = spawnSync(
    join('node_modules', '.bin', 'esbuild'),
    [
      join('tests', 'bench', 'agent-at-rest-child.ts'),
      '--bundle',
      '--minify',
      '--platform=node',
      '--format=cjs',
      '--log-level=error',
      '--external:@opentelemetry/sdk-node',
      '--external:zod',
      '--define:import.meta.url=__url',
      '--banner:js=const __url=require("node:url").pathToFileURL(__filename).href;',
      `--outfile=${file}`,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the bundle could not be made: ${stderr}`);
  return file;
}

async function measureBoth(
  processes: readonly [ChildProcess, ChildProcess],
  ports: readonly [number, number],
): Promise<readonly [Cost, Cost]> {
  const scrape = async (port: number): Promise<void> => {
    await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
  };
  await wait(10_000);
  for (const port of ports) await scrape(port);
  const [one, two] = processes;
  const before = [cpuMs(one.pid), cpuMs(two.pid)] as const;
  for (let at = 0; at < SPAN_MS; at += SCRAPE_MS) {
    await wait(SCRAPE_MS);
    for (const port of ports) await scrape(port);
  }
  const cost = (child: ChildProcess, start: number): Cost => ({
    residentMib: memoryMib(child.pid, 'Rss'),
    anonymousMib: memoryMib(child.pid, 'Anonymous'),
    cpuMs: cpuMs(child.pid) - start,
  });
  return [cost(one, before[0]), cost(two, before[1])];
}

function temporaryFolder(): { readonly path: string } & AsyncDisposable {
  const path = mkdtempSync(join(tmpdir(), 'flash-bench-agent-'));
  const remove = (): Promise<void> => {
    rmSync(path, { recursive: true, force: true });
    return Promise.resolve();
  };
  return { path, [Symbol.asyncDispose]: remove };
}

async function takeEverything(): Promise<{ readonly url: string } & AsyncDisposable> {
  const { gunzipSync } = await import('node:zlib');
  const listener = await serveHttp({
    what: 'recorder',
    address: '127.0.0.1:0',
    async handler(request) {
      const bytes = Buffer.from(await request.arrayBuffer());
      const isZipped = request.headers.get('content-encoding') === 'gzip';
      const text = (isZipped ? gunzipSync(bytes) : bytes).toString();
      return Response.json({ acknowledged: Number(/"last":(\d+)/.exec(text)?.[1]), refused: [] });
    },
  });
  return { url: listener.url, [Symbol.asyncDispose]: () => listener.close(100) };
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
