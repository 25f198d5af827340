/** Alarms: what evaluating a hundred alerts over a thousand channels costs, and how soon a broken limit is on the screen. */

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** Coils whose field is lost one after the other: a quench is told at once. */
const COILS = 6;
/** Between lines of the log, ms: uneven against the rounds of the agent. */
const LINE_MS = 1_130;

/** Appends lines to a log; each coil in turn loses its field; an agent, a hub and a browser do the rest. */
const lineToScreen: Measure = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-alarm-'));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const names = Array.from({ length: COILS }, (_, i) => `b${i}`);
  const log = join(folder, 'magnet.csv');
  writeFileSync(log, `time,${names.join(',')}\n`);
  const lost = new Set<string>();
  const line = (): void => {
    const now = new Date().toISOString().slice(0, 23).replace('T', ' ');
    appendFileSync(log, `${now},${names.map((name) => (lost.has(name) ? 0.1 : 8)).join(',')}\n`);
  };
  const settings = settingsOf(log, names);
  const hub = undo.use(await startLivingHub(settings.hub));
  const { url } = hub;
  const token = await addToken(hub.hub.catalogue.pools.recorder, 'n1', Date.now());
  const file = join(folder, 'agent.yaml');
  const agent = { listen: '127.0.0.1:0', recorder: url, token };
  const own = { node: 'n1', time_zone: 'UTC', home: join(folder, 'home') };
  writeFileSync(file, JSON.stringify({ ...own, agent, ...settings.agent }));
  const root = resolve(import.meta.dirname, '..', '..');
  const args = [join(root, 'flash.ts'), 'agent', '--config', file];
  const process = createPart({ args, env: {}, logFile: join(folder, 'agent.log') });
  undo.defer(() => process.stop());
  process.start();
  const browser = await launchChromium();
  undo.defer(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${url}/alarms/`);
  const delays: number[] = [];
  // The limits of key channels are looked up when their channels are there.
  for (let i = 0; i < 15; i += 1) {
    line();
    await sleep(LINE_MS);
  }
  for (const name of names) {
    lost.add(name);
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
  const input = `${COILS} fields that are lost, each from its line in the log to the page of alarms in a browser`;
  return [
    figure({
      name: 'alarms.line_to_screen_ms',
      value: median(delays),
      unit: 'ms',
      against: input,
      atMost: 3_000,
    }),
    figure({
      name: 'alarms.line_to_screen_worst_ms',
      value: Math.max(...delays),
      unit: 'ms',
      against: input,
      atMost: 3_000,
    }),
  ];
};

/** JSON is YAML. */
function settingsOf(log: string, names: readonly string[]) {
  const columns = names.map((name) => ({ column: name, name, quantity: 'field', unit: 'T' }));
  const time = { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss.SSS' };
  const table = { header_row: 1, time_columns: ['time'], time, columns };
  const keys = names.map((name) => ({ channel: `magnet/${name}`, role: 'field', label: name }));
  return {
    hub: { campaigns: [{ name: 'Run_2026.11-BENCH', slug: 'bench', key_channels: keys }] },
    agent: {
      collectors: { cryostat: { devices: [{ name: 'magnet', kind: 'table', path: log, table }] } },
    },
  };
}

export default [evaluation, lineToScreen];
