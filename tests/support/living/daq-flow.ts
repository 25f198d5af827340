/** The flow of data files in processes of their own: an agent that watches one folder and, where wanted, a hub behind it. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NODE_FLAGS } from '#agents/deploy/node-flags.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { waitUntil } from '../wait-until.ts';
import { freePorts } from './free-port.ts';
import { createPart, type Part } from './part.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const START_MS = 60_000;

export const FLOW_CAMPAIGN = 'Run_2026.11-BENCH';

export interface RegisteredFile {
  readonly id: number;
  readonly name: string;
  readonly adler32: string;
}

export interface DaqFlow extends AsyncDisposable {
  /** The folder of one run. */
  readonly run: string;
  /** Its settings follow the agent's start. */
  readonly agent: Part;
  /** The value of a series on the agent's page; NaN where there is none. */
  metric(series: string): Promise<number>;
  /** Files in the catalogue beyond an id, in the order of their rows. */
  filesAfter(id: number): Promise<readonly RegisteredFile[]>;
}

export interface DaqFlowOptions {
  /** Settings of `daq` beside location and roots. */
  readonly daq: Readonly<Record<string, unknown>>;
  readonly hasHub: boolean;
}

/** Starts what was asked for; disposing ends and removes it. */
export async function startDaqFlow({ daq, hasHub }: DaqFlowOptions): Promise<DaqFlow> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-flow-'));
  const root = join(folder, 'daq');
  const run = join(root, FLOW_CAMPAIGN, 'physics_01');
  mkdirSync(run, { recursive: true });
  mkdirSync(join(folder, 'home'));
  const [hubPort = 0, agentPort = 0] = await freePorts(2);
  const file = join(folder, 'flash.yaml');
  const config = {
    node: 'bench-daq',
    home: join(folder, 'home'),
    hub: { listen: `127.0.0.1:${hubPort}` },
    agent: { listen: `127.0.0.1:${agentPort}` },
    collectors: { daq: { location: 'bench', roots: [root], ...daq } },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  const env = { FLASH_HOME: config.home, FLASH_CONFIG: file };
  const part = (args: readonly string[], name: string): Part =>
    createPart({ args, env, logFile: join(folder, `${name}.log`) });
  const hub = part([resolve(import.meta.dirname, 'hub-child.ts'), file], 'hub');
  // With the flags of an installed one: they bound what V8 keeps.
  const agent = part([...NODE_FLAGS, join(ROOT, 'flash.ts'), 'agent', '--config', file], 'agent');
  const log = (name: string): string => readFileSync(join(folder, `${name}.log`), 'utf8');
  if (hasHub) {
    hub.start();
    await waitUntil('the hub', () => hub.message() !== null, START_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${log('hub')}`);
    });
  }
  agent.start();
  const page = `http://127.0.0.1:${agentPort}/metrics`;
  const metric = async (series: string): Promise<number> => {
    const text = await fetch(page).then((answer) => answer.text());
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return Number(line?.split(' ')[1] ?? Number.NaN);
  };
  const isReady = (): Promise<boolean> =>
    metric('flash_daq_roots{state="seen"}').then(
      (seen) => seen === 1,
      () => false,
    );
  await waitUntil('the agent', isReady, START_MS);
  const loaded = loadConfig({ path: file, env, cwd: ROOT });
  const catalogue = hasHub
    ? await openCatalogue({ config: loaded, env: { ...process.env, ...env }, mode: 'use' })
    : null;
  return {
    run,
    agent,
    metric,
    filesAfter: async (id) =>
      (await catalogue?.pools.publisher.query<RegisteredFile[]>(
        'SELECT id, name, adler32 FROM file WHERE id > ? ORDER BY id',
        [id],
      )) ?? [],
    async [Symbol.asyncDispose]() {
      await agent.stop();
      await catalogue?.[Symbol.asyncDispose]();
      await hub.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
