/** An agent of several collectors that lives through simulated time in a process of its own, whose memory is measured. */

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { defineCollector } from '#agents/collector.ts';
import type { AnyCollectorModule } from '#agents/collector.ts';
import { cryostat } from '#agents/collectors/cryostat.ts';
import { host } from '#agents/collectors/host.ts';
import { textfile } from '#agents/collectors/textfile.ts';
import { createDeliverLoop } from '#agents/deliver-loop.ts';
import { selfObservations } from '#agents/self-observations.ts';
import { createSupervisor } from '#agents/supervisor.ts';
import { createDelivery } from '#telemetry/delivery/delivery.ts';
import type { Sender } from '#telemetry/delivery/sender.ts';
import { silentLog } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { Batch } from '#telemetry/facts/batch.ts';
import { cryostatTemperature } from '#telemetry/metrics/cryostat.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { openSpool } from '#telemetry/spool/spool.ts';

import type { LongRunOptions, LongRunResult } from './long-run.ts';
import { anonymousMib } from './memory.ts';
import { createSteppedTime } from './stepped-time.ts';

const [folder = '', words = '{}'] = process.argv.slice(2);
const options = JSON.parse(words) as LongRunOptions;

const log = join(folder, 'fridge.csv');
const LOG_COLUMNS = 10;
writeFileSync(
  log,
  `time,${Array.from({ length: LOG_COLUMNS }, (_, n) => `t${String(n)}`).join()}\n`,
);
const prom = Array.from({ length: 50 }, (_, n) => `others{n="${String(n)}"} ${String(n)}\n`);
writeFileSync(join(folder, 'others.prom'), `# TYPE others gauge\n${prom.join('')}# EOF\n`);

const labels = Array.from({ length: options.channels }, (_, n) => ({
  device: 'rack',
  channel: `rack/ch${String(n)}-t`,
}));
const rack = defineCollector<unknown>({
  name: 'rack',
  summary: 'channels without a durable source',
  intervalMs: 1_000,
  deadlineMs: 1_000,
  metrics: [cryostatTemperature],
  schema: () => Promise.reject(new Error('its settings are not read')),
  create: (_, { effects }) => ({
    collect() {
      const t = effects.clock.now();
      return Promise.resolve({
        facts: labels.map(({ channel }, n) => ({
          kind: 'readings' as const,
          channel,
          values: [[t, 4 + n / 1_000, 'good'] as const],
          origin: 'live' as const,
        })),
        observations: labels.map((label, n) => ({
          metric: cryostatTemperature,
          labels: label,
          value: 4 + n / 1_000,
        })),
        problems: [],
        cursor: {},
      });
    },
  }),
});

/** The modules with the settings that they run with. */
const chosen: readonly (readonly [
  module: AnyCollectorModule,
  settings: unknown,
  intervalS: number,
])[] = [
  [rack, {}, 1],
  [host, await checked(host, { leave_out: ['clock', 'units'] }), 15],
  [textfile, await checked(textfile, { directories: [folder] }), 15],
  [cryostat, await checked(cryostat, { devices: [tableDevice()] }), 10],
];
const used = chosen.filter(([{ name }]) => options.collectors.includes(name));

const time = createSteppedTime(used.length + 1, Date.now());
const effects = { clock: time.clock, log: silentLog };
const spool = openSpool({ file: join(folder, 'spool.db'), maxBytes: options.spoolBytes, effects });
const board = createBoard(time.clock);
const supervisor = createSupervisor({
  node: 'n',
  site: 's',
  timeZone: 'UTC',
  spool,
  board,
  effects,
  timers: time.timers,
  collectors: used.map(([module, settings, intervalS]) => ({
    name: module.name,
    intervalMs: intervalS * 1_000,
    deadlineMs: module.deadlineMs,
    create: (context) => module.create(settings, context),
  })),
});

let isAway = options.isRecorderAway;
/** How often each reading of the log came, by line and column; made at once, so that counting needs no memory. */
const lines = Math.ceil((options.warmUpS + options.seconds + 3_600) / options.logEveryS) + 10;
const came = new Uint8Array(lines * LOG_COLUMNS);
let delivered = 0;
let doubled = 0;
const sender: Sender = {
  post(body) {
    if (isAway)
      return Promise.reject(
        new FlashError({ operation: 'send', subject: 'hub', reason: 'away', transient: true }),
      );
    const batch = JSON.parse(body) as Batch;
    for (const fact of batch.facts) if (fact.kind === 'readings') count(fact);
    const answer = JSON.stringify({ acknowledged: batch.last, refused: [] });
    return Promise.resolve({ status: 200, headers: {}, body: answer });
  },
  close: () => undefined,
};
const delivery = createDelivery({
  node: 'n',
  spool,
  sender,
  effects,
  token: () => 'token',
  heartbeat: () => ({
    version: '0',
    startedAt: 0,
    collectors: supervisor.states(),
    spoolFacts: spool.state().facts,
    spoolOldestAt: spool.state().oldestAt,
  }),
});
board.ask(() =>
  selfObservations({
    node: 'n',
    site: 's',
    version: '0',
    startedAt: 0,
    spool: spool.state(),
    delivery: delivery.state(),
    reload: { success: true, at: 0 },
    figures: { answers: new Map(), totalMs: 0, lastMs: null },
    files: [],
  }),
);
const exposition = createExposition({ board, clock: time.clock });
const loop = createDeliverLoop(delivery, spool, time.timers);

void run().then((result) => {
  process.stdout.write(JSON.stringify(result));
  process.exit(0);
});

async function run(): Promise<LongRunResult> {
  supervisor.start();
  void loop.run(new AbortController().signal);
  await live(options.warmUpS);
  const before = measure();
  let mostSpool = 0;
  await live(options.warmUpS + options.seconds, () => {
    mostSpool = Math.max(mostSpool, spool.state().bytes);
  });
  const grownMib = measure() - before;
  // The recorder comes back: what is in the logs must come, once.
  isAway = false;
  for (let n = 0; n < 60 && delivered < linesWritten * LOG_COLUMNS; n += 1)
    await time.runTo(time.clock.monotonic() + 60_000);
  const rounds = supervisor.runners().map(({ name, health }) => [name, health.up]);
  return {
    grownMib,
    mostSpoolBytes: mostSpool,
    written: linesWritten * LOG_COLUMNS,
    delivered,
    doubled,
    up: Object.fromEntries(rounds) as Record<string, boolean>,
    scrapes,
  };
}

let scrapes = 0;
let linesWritten = 0;
let nextScrape = 0;
let nextLine = 0;

/** Lives until so many seconds after the beginning: log lines come, scrapes come where somebody scrapes. */
async function live(seconds: number, each?: () => void): Promise<void> {
  await time.runTo(seconds * 1_000, async () => {
    const now = time.clock.monotonic() / 1_000;
    if (now >= nextLine) {
      nextLine = now + options.logEveryS;
      const stamp = new Date(time.clock.now()).toISOString();
      const cells = Array.from({ length: LOG_COLUMNS }, (_, n) => String(n + linesWritten / 1e6));
      appendFileSync(log, `${stamp},${cells.join()}\n`);
      linesWritten += 1;
    }
    if (options.scrapeEveryS > 0 && now >= nextScrape) {
      nextScrape = now + options.scrapeEveryS;
      await scrape();
    }
    each?.();
  });
}

async function scrape(): Promise<void> {
  const headers = { get: (name: string) => (name === 'accept-encoding' ? 'gzip' : null) };
  const { status } = await exposition.handle({ method: 'GET', url: 'http://a/metrics', headers });
  if (status !== 200) throw new Error(`a scrape was answered ${String(status)}`);
  scrapes += 1;
}

/** Readings of the log's channels: column n of line l is n + l / 1e6. */
function count(fact: Extract<Batch['facts'][number], { readonly kind: 'readings' }>): void {
  if (!fact.channel.startsWith('fridge/t')) return;
  const column = Number(fact.channel.slice('fridge/t'.length));
  for (const [, value] of fact.values) {
    const at = Math.round(((value ?? NaN) - column) * 1e6) * LOG_COLUMNS + column;
    if (came[at] === undefined) throw new Error(`nobody wrote ${String(value)}`);
    if (came[at] > 0) doubled += 1;
    else delivered += 1;
    came[at] = 1;
  }
}

function measure(): number {
  if (globalThis.gc === undefined) throw new Error('start it with --expose-gc');
  // The last resort also gives back pages that are free.
  for (let n = 0; n < 4; n += 1) globalThis.gc({ type: 'major', flavor: 'last-resort' });
  return anonymousMib();
}

async function checked(module: AnyCollectorModule, settings: unknown): Promise<unknown> {
  return (await module.schema()).parse(settings);
}

function tableDevice(): object {
  const columns = Array.from({ length: LOG_COLUMNS }, (_, n) => ({
    column: `t${String(n)}`,
    name: `t${String(n)}`,
    quantity: 'temperature',
    unit: 'K',
  }));
  const table = { time_columns: ['time'], time: { kind: 'iso' }, columns };
  return { name: 'fridge', kind: 'table', path: log, time_zone: 'UTC', table };
}
