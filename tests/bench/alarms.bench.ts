/** Alarms: what evaluating a hundred alerts over a thousand channels costs, and how soon a broken limit is on the screen. */

import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { alerts } from '#dashboards/alerts/index.ts';
import { createReplay } from '../support/alarm-replay.ts';
import { addToken } from '#telemetry/catalogue/tokens.ts';
import { launchChromium } from '../support/living/chromium.ts';
import { startLivingHub } from '../support/living/hub.ts';
import { createPart } from '../support/living/part.ts';
import { figure, median, type Measure } from './figure.ts';

const ALERTS = 100;
const CHANNELS = 1_000;
const CADENCE_MS = 10_000;
/** Windows of ten minutes are full by then. */
const WARM_S = 700;
const MEASURED_S = 600;
const START = Date.UTC(2026, 10, 20, 10);

/** Those there are, and those about channels again under other names until there are so many. */
function manyAlerts() {
  const watched = alerts.filter(({ seenBy }) => seenBy === 'both').slice(0, ALERTS);
  const ofChannels = watched.filter(({ topic }) => topic === 'cryogenics');
  return [
    ...watched,
    ...Array.from({ length: ALERTS - watched.length }, (_, i) => {
      const alert = ofChannels[i % ofChannels.length] ?? watched[0];
      if (alert === undefined) throw new RangeError('there are no alerts');
      return { ...alert, name: `${alert.name}Again${i}` };
    }),
  ];
}

const evaluation: Measure = async () => {
  const { channels, step } = createReplay(manyAlerts());
  const names = Array.from({ length: CHANNELS }, (_, i) => `device${i % 10}/ch${i}-t`);
  for (const [i, name] of names.entries())
    channels.declare({
      name,
      device: `device${i % 10}`,
      node: 'cryo',
      quantity: 'temperature',
      staleAfterMs: null,
      cadenceMs: null,
    });
  const second = (n: number): void => {
    const now = START + n * 1_000;
    for (let i = n % (CADENCE_MS / 1_000); i < CHANNELS; i += CADENCE_MS / 1_000) {
      const isOver = i === 7;
      const value = 0.01 + 0.001 * Math.sin(n + i);
      channels.read(names[i] ?? '', { t: now, value, quality: isOver ? 'over' : 'good' });
    }
    step(now);
  };
  for (let n = 0; n < WARM_S; n += 1) second(n);
  const before = process.cpuUsage();
  for (let n = WARM_S; n < WARM_S + MEASURED_S; n += 1) second(n);
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1e6 / MEASURED_S;
  await Promise.resolve();
  return [
    figure({
      name: 'alarms.evaluation_cpu',
      value: share * 100,
      unit: '% of a core',
      against: `a core: ${ALERTS} alerts over ${CHANNELS} channels read every 10 s, evaluated every second`,
      atMost: 2,
    }),
  ];
};

/** That go wrong one after the other, each in a way that is told at once. */
const SENSORS = 6;
/** Between lines of the log, ms: uneven against the rounds of the agent. */
const LINE_MS = 1_130;

/** How an instrument writes its logs. */
interface Written {
  readonly kind: string;
  /** The settings of a device, whose logs are in or at `path`. */
  device(path: string, channels: readonly string[]): Readonly<Record<string, unknown>>;
  /** Channels it can have, by number from 1. */
  channel(n: number): string;
  /** What goes wrong with a sensor. */
  readonly fault: string;
  append(path: string, names: readonly string[], wrong: ReadonlySet<string>): void;
}

/** All values in a line, and nothing to wait for. */
const asTable: Written = {
  kind: 'table',
  device: (path, channels) => ({
    kind: 'table',
    path: join(path, 'magnet.csv'),
    table: {
      header_row: 1,
      time_columns: ['time'],
      time: { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss.SSS' },
      columns: channels.map((name) => ({ column: name, name, quantity: 'field', unit: 'T' })),
    },
  }),
  channel: (n) => `b${n}`,
  fault: 'fields that are lost',
  append(path, names, wrong) {
    const file = join(path, 'magnet.csv');
    if (!existsSync(file)) writeFileSync(file, `time,${names.join(',')}\n`);
    const now = new Date().toISOString().slice(0, 23).replace('T', ' ');
    appendFileSync(file, `${now},${names.map((name) => (wrong.has(name) ? 0.1 : 8)).join(',')}\n`);
  },
};

/** A file a thermometer, and each reading waits for the error that may belong to it, in a file of errors. */
const asBluefors: Written = {
  kind: 'Bluefors',
  device: (path) => ({ kind: 'bluefors', path }),
  channel: (n) => `ch${n}-t`,
  fault: 'thermometers that go over their range',
  append(path, names, wrong) {
    const now = new Date().toISOString();
    const [year, month, day] = [now.slice(2, 4), now.slice(5, 7), now.slice(8, 10)];
    const date = `${year}-${month}-${day}`;
    mkdirSync(join(path, date), { recursive: true });
    const at = ` ${day}-${month}-${year},${now.slice(11, 19)}`;
    for (const name of names) {
      const sensor = name.slice(0, -2);
      const log = join(path, date, `${sensor.toUpperCase()} T ${date}.log`);
      appendFileSync(log, `${at},${(102).toExponential(6)}\r\n`);
      if (!wrong.has(name)) continue;
      const errors = join(path, date, `Errors ${date}.log`);
      appendFileSync(errors, `${at},${sensor.replace('ch', 'Ch')},T. OVER\r\n`);
    }
  },
};

/** Appends lines to logs; one sensor after the other goes wrong; an agent, a hub and a browser do the rest. */
function lineToScreen(written: Written): Measure {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flash-alarm-'));
    await using undo = new AsyncDisposableStack();
    undo.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    const names = Array.from({ length: SENSORS }, (_, i) => written.channel(i + 1));
    const wrong = new Set<string>();
    const line = (): void => written.append(logs, names, wrong);
    const page = await startWatching(undo, { folder, logs, names, written });
    const delays: number[] = [];
    // The limits of key channels are looked up when their channels are there.
    for (let i = 0; i < 15; i += 1) {
      line();
      await sleep(LINE_MS);
    }
    for (const name of names) {
      wrong.add(name);
      const seen = page.waitForSelector(`#raised :text("magnet/${name}")`, {
        state: 'attached',
        timeout: 30_000,
      });
      const wrote = performance.now();
      line();
      await seen;
      delays.push(performance.now() - wrote);
      for (let i = 0; i < 3; i += 1) {
        await sleep(LINE_MS);
        line();
      }
    }
    const name = `alarms.${written.kind.toLowerCase()}_line_to_screen`;
    const against = `${SENSORS} ${written.fault}, each from its line in a ${written.kind} log to the page of alarms in a browser`;
    const of = (which: string, value: number) =>
      figure({ name: `${name}${which}_ms`, value, unit: 'ms', against, atMost: 3_000 });
    return [of('', median(delays)), of('_worst', Math.max(...delays))];
  };
}

/** A hub, an agent that reads the logs, and a browser that looks at the page of alarms. */
async function startWatching(
  undo: AsyncDisposableStack,
  {
    folder,
    logs,
    names,
    written,
  }: {
    readonly folder: string;
    readonly logs: string;
    readonly names: readonly string[];
    readonly written: Written;
  },
): Promise<Page> {
  const keys = names.map((name) => ({ channel: `magnet/${name}`, role: 'field', label: name }));
  const campaign = { name: 'Run_2026.11-BENCH', slug: 'bench', key_channels: keys };
  const hub = undo.use(await startLivingHub({ campaigns: [campaign] }));
  const token = await addToken(hub.hub.catalogue.pools.recorder, 'n1', Date.now());
  const file = join(folder, 'agent.yaml');
  // JSON is YAML.
  const config = {
    node: 'n1',
    time_zone: 'UTC',
    home: join(folder, 'home'),
    agent: { listen: '127.0.0.1:0', recorder: hub.url, token },
    collectors: { cryostat: { devices: [{ name: 'magnet', ...written.device(logs, names) }] } },
  };
  writeFileSync(file, JSON.stringify(config));
  const root = resolve(import.meta.dirname, '..', '..');
  const args = [join(root, 'flash.ts'), 'agent', '--config', file];
  const agent = createPart({ args, env: {}, logFile: join(folder, 'agent.log') });
  undo.defer(() => agent.stop());
  agent.start();
  const browser = await launchChromium();
  undo.defer(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${hub.url}/alarms/`);
  return page;
}

export default [evaluation, lineToScreen(asTable), lineToScreen(asBluefors)];
