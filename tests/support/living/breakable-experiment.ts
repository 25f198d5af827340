/**
 * The demo with a second node for its cryostat, watched by a real Prometheus and Alertmanager with the files that
 * "flash dashboards --pace 60" writes: those are started with as they are.
 */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { startHub, type Hub } from '#site/hub.ts';
import { keepToken } from '#telemetry/catalogue/tokens.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { openSmallDisk } from '../small-disk.ts';
import { waitUntil } from '../wait-until.ts';
import { startWatching, listenForAlerts, type Watcher, type Webhook } from './alerting.ts';
import { startInstruments, type BreakableInstruments } from './breakable-instruments.ts';
import { readSnapshot } from './demo.ts';
import { freePorts } from './free-port.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const TOKEN = 'a-token-of-the-second-node';
const DISK_MB = 8;
const SLOW_MS = 60_000;
const execute = promisify(execFile);

type Settings = Readonly<Record<string, unknown>>;

export interface BreakableExperiment extends AsyncDisposable {
  readonly instruments: BreakableInstruments;
  readonly webhook: Webhook;
  readonly prometheus: Watcher;
  /** A volume of its own that can be filled; null where nobody may mount one. */
  readonly disk: string | null;
  /** What "flash dashboards" said. */
  readonly said: string;
  /** Writes where the second node's agent is, for Prometheus; `wrong`: where it is not. */
  nameSecondAgent(where: 'right' | 'wrong'): void;
  /** Ends the hub; resolves when it is gone. */
  endHub(): Promise<void>;
  startHub(): Promise<void>;
}

interface Ports {
  readonly hub: number;
  readonly daq: number;
  readonly cryo: number;
  readonly prometheus: number;
  readonly alertmanager: number;
}

interface Place {
  readonly folder: string;
  readonly home: string;
  readonly config: string;
  readonly cryoConfig: string;
  readonly out: string;
  readonly ports: Ports;
  readonly disk: string | null;
}

/** Starts all of it, and stops the DAQ; resolves when every target is scraped. Disposing ends and removes it. */
export async function startBreakableExperiment(): Promise<BreakableExperiment> {
  const undo = new AsyncDisposableStack();
  try {
    const place = await makePlace(undo);
    const instruments = undo.use(startInstruments(place.home, place.ports.hub));
    const webhook = undo.use(await listenForAlerts());
    let hub: Hub | null = null;
    const endHub = async (): Promise<void> => {
      await hub?.close();
      hub = null;
    };
    undo.defer(endHub);
    const open = async (): Promise<void> => {
      hub = await openHub(place);
    };
    await open();
    await instruments.written();
    for (const config of [place.config, place.cryoConfig]) {
      const agent = startAgent(config);
      undo.defer(() => end(agent));
    }
    await heard(`http://127.0.0.1:${place.ports.hub}`);
    // A silence is told of when it is half a minute long: it begins while the others start.
    const [said] = await Promise.all([
      writeFiles(place, webhook.url),
      instruments.simulate('--event', 'daq-stop'),
    ]);
    const nameSecondAgent = (where: 'right' | 'wrong'): void => {
      const port = where === 'right' ? place.ports.cryo : 1;
      const targets = [{ targets: [`127.0.0.1:${port}`], labels: { node: 'demo-cryo' } }];
      writeFileSync(join(place.out, 'targets', 'agents.yml'), stringify(targets));
    };
    nameSecondAgent('right');
    const prometheus = undo.use(await startWatching(place.out, place.ports));
    await waitUntil('three targets', async () => (await prometheus.ask('up == 1')).length === 3);
    return {
      instruments,
      webhook,
      prometheus,
      disk: place.disk,
      said,
      nameSecondAgent,
      endHub,
      startHub: open,
      [Symbol.asyncDispose]: () => undo.disposeAsync(),
    };
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
}

/** The demo's configuration for two nodes: the cryostat has its own. */
async function makePlace(undo: AsyncDisposableStack): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-breakable-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const disk = openSmallDisk(DISK_MB);
  if (disk !== null) undo.defer(disk.remove);
  const home = join(folder, 'home');
  mkdirSync(home);
  const [hub = 0, daq = 0, cryo = 0, prometheus = 0, alertmanager = 0] = await freePorts(5);
  const text = readFileSync(join(ROOT, 'telemetry/config/demo.yaml'), 'utf8');
  const demo = parse(text.replaceAll('${FLASH_HOME}', home)) as Settings & {
    readonly hub: Settings;
    readonly campaigns: readonly Settings[];
    readonly collectors: Readonly<Record<string, Settings>>;
  };
  const { cryostat, ...collectors } = demo.collectors;
  const devices = cryostat?.['devices'] as readonly Settings[];
  const quick = { interval_s: 1 };
  const volume = { name: 'daq', path: disk?.folder ?? home, label: 'DAQ disk', role: 'daq' };
  const settings = {
    ...demo,
    home,
    campaigns: demo.campaigns.slice(0, 1),
    hub: { ...demo.hub, listen: `127.0.0.1:${hub}` },
    agent: { listen: `127.0.0.1:${daq}` },
    collectors: {
      ...collectors,
      daq: { ...collectors['daq'], complete: { rule: 'quiet', quiet_s: 1 } },
      htcondor: { ...collectors['htcondor'], ...quick },
      storage: { ...quick, volumes: [volume] },
    },
  };
  const cryoSettings = {
    node: 'demo-cryo',
    home: join(folder, 'cryo'),
    time_zone: 'Europe/Rome',
    agent: { listen: `127.0.0.1:${cryo}`, recorder: `http://127.0.0.1:${hub}`, token: TOKEN },
    collectors: { cryostat: { devices: devices.map(withStaleness) } },
  };
  const write = (name: string, content: object): string => {
    const path = join(folder, name);
    // JSON is YAML.
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  return {
    folder,
    home,
    config: write('flash.yaml', settings),
    cryoConfig: write('cryo.yaml', cryoSettings),
    out: join(folder, 'out'),
    ports: { hub, daq, cryo, prometheus, alertmanager },
    disk: disk?.folder ?? null,
  };
}

/** Each line is held for 5 s, in case that an error of its second follows: read each second, it is that old at least. */
const STALE_AFTER_S = 10;
const FRIDGE = ['ch1', 'ch2', 'ch3', 'ch5', 'ch6'].flatMap((name) => [`${name}-t`, `${name}-r`]);
const GAUGES = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'flow'];

function withStaleness(device: Settings): Settings {
  if (device['kind'] !== 'bluefors') return device;
  const channels = [...FRIDGE, ...GAUGES].map((name) => [name, { stale_after_s: STALE_AFTER_S }]);
  return { ...device, channels: Object.fromEntries(channels) };
}

async function openHub({ config, folder }: Place): Promise<Hub> {
  const hub = await startHub({
    config: loadConfig({ path: config, env: process.env, cwd: folder }),
    env: process.env,
    effects: { clock: systemClock, log: silentLog },
    site: {
      clientDirectory: folder,
      render: () => Promise.resolve(new Response('no site in this test\n')),
    },
  });
  await keepToken(hub.catalogue.pools.recorder, 'demo-cryo', TOKEN, Date.now());
  return hub;
}

const FLASH = ['--disable-warning=ExperimentalWarning', join(ROOT, 'flash.ts')];

function startAgent(config: string): ChildProcess {
  return spawn(process.execPath, [...FLASH, 'agent', '--config', config], { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Both agents were heard, and the last snapshot says what they watch. */
async function heard(hubUrl: string): Promise<void> {
  await waitUntil(
    'a snapshot that knows the collectors of both nodes',
    async () => {
      const snapshot = await readSnapshot(hubUrl).catch(() => null);
      const names = snapshot?.now.agents.flatMap(({ collectors }) =>
        collectors.map(({ name }) => name),
      );
      return names?.includes('cryostat') === true && names.includes('storage');
    },
    SLOW_MS,
  );
}

/** Runs the command as a person does. */
async function writeFiles({ config, out, ports }: Place, webhook: string): Promise<string> {
  const { stdout, stderr } = await execute(process.execPath, [
    ...FLASH,
    'dashboards',
    '--config',
    config,
    '--out',
    out,
    '--pace',
    '60',
    '--webhook',
    webhook,
    '--alertmanager',
    `127.0.0.1:${ports.alertmanager}`,
    '--prometheus',
    `127.0.0.1:${ports.prometheus}`,
  ]);
  return `${stdout}${stderr}`;
}
