/** Kills hub, agent and database again and again while instruments write, then compares what was written with what is catalogued. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { createPart, type Part } from './part.ts';
import { removeNaturalKeys } from './remove-keys.ts';
import { createSources, type Sources } from './sources.ts';
import { planRounds, torment } from './torment.ts';
import { waitUntil } from '../wait-until.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
export interface TrialCounts extends Readonly<Record<string, number>> {
  readonly kills: number;
  readonly readings: number;
  readonly files: number;
  /** How many of the five fault points were passed and killed there. */
  readonly faults: number;
  readonly lost: number;
  readonly doubled: number;
  readonly doubledReadings: number;
  readonly doubledFiles: number;
}

export interface Found {
  /** `t value`, one a row. */
  readonly readings: readonly string[];
  /** `name bytes adler32`, one a row. */
  readonly files: readonly string[];
}

export interface TrialOptions {
  readonly seed: number;
  readonly rounds: number;
  /** Deletes the agent's spool after the kills: everything is read from the sources and delivered once more. */
  readonly loseSpool?: boolean;
  /** Takes the natural keys out of the catalogue first: the trial must then find doubles, or it proves nothing. */
  readonly removeKeys?: boolean;
}

/** Runs one trial of so many kills; the counts say what is missing and what is there twice. */
export async function runKillTrial(options: TrialOptions): Promise<TrialCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-kills-'));
  const sources = createSources(folder);
  const { config, agentUrl } = await writeConfig(folder, sources);
  const env = { FLASH_HOME: join(folder, 'home'), FLASH_CONFIG: config };
  const hub = createPart({
    args: [resolve(import.meta.dirname, 'hub-child.ts'), config],
    env,
    logFile: join(folder, 'hub.log'),
  });
  const agent = createPart({
    args: [join(ROOT, 'flash.ts'), 'agent', '--config', config],
    env,
    logFile: join(folder, 'agent.log'),
  });
  try {
    if (options.removeKeys === true) await removeNaturalKeys(config, env);
    const databaseKills = await torment({
      hub,
      agent,
      sources,
      rounds: planRounds(options),
    });
    hub.start();
    agent.start();
    if (options.loseSpool === true) {
      // How much was delivered before is not left to where the kills fell: all of it.
      await settle(hub, agent, sources, { config, env });
      await agent.stop();
      rmSync(join(folder, 'home', 'spool'), { recursive: true });
      agent.start();
      await readAnew(agentUrl, sources);
    }
    const found = await settle(hub, agent, sources, { config, env });
    return {
      kills: hub.deaths() + agent.deaths() + databaseKills,
      readings: sources.readings().size,
      files: sources.files().size,
      faults: new Set([...hub.fired(), ...agent.fired()]).size,
      ...compare(sources, found),
    };
  } catch (error) {
    const logs = ['hub', 'agent']
      .map((name) => `${name}: …${tail(join(folder, `${name}.log`))}`)
      .join('\n');
    throw new Error(`the trial with seed ${options.seed} could not end; ${logs}`, { cause: error });
  } finally {
    await agent.stop();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until an agent without memory has read every file once more and delivered all it found. */
async function readAnew(url: string, sources: Sources): Promise<void> {
  await waitUntil(
    'everything to be delivered once more',
    async () => {
      const page = await fetch(`${url}/metrics`).then(
        (response) => response.text(),
        () => '',
      );
      const value = (name: string): number =>
        Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(page)?.[1]);
      const isRead = value('flash_daq_files_total') >= sources.files().size;
      return isRead && value('flash_agent_spool_facts') === 0;
    },
    60_000,
  );
}

/** Waits until the catalogue holds as much as was written, or no longer grows; then reads it. */
async function settle(
  hub: Part,
  agent: Part,
  sources: Sources,
  { config, env }: { readonly config: string; readonly env: Readonly<Record<string, string>> },
): Promise<Found> {
  let found: Found = { readings: [], files: [] };
  let quiet = 0;
  while (quiet < 20) {
    await sleep(500);
    // A reader that came before the hub would start the database itself, and the hub would find it taken.
    if (hub.message() === null && hub.isRunning()) continue;
    if (!hub.isRunning() || !agent.isRunning()) throw new Error('a part ended without a fault');
    const next = await readCatalogue(config, env).catch(() => null);
    if (next === null) continue;
    const grew =
      next.readings.length + next.files.length > found.readings.length + found.files.length;
    const isWhole =
      next.readings.length >= sources.readings().size && next.files.length >= sources.files().size;
    quiet = grew ? 0 : quiet + (isWhole ? 7 : 1);
    found = next;
  }
  return found;
}

/** Reads what is catalogued, row by row, doubles included. */
export async function readCatalogue(
  configFile: string,
  env: Readonly<Record<string, string>>,
): Promise<Found> {
  const config = loadConfig({ path: configFile, env, cwd: ROOT });
  await using catalogue = await openCatalogue({
    config,
    env: { ...process.env, ...env },
    mode: 'use',
  });
  const readings = await catalogue.pools.publisher.query<{ t: number; value: number }[]>(
    `SELECT r.t_ms AS t, r.value FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.name = 'magnet/field'`,
  );
  const files = await catalogue.pools.publisher.query<
    { name: string; bytes: number; adler32: string }[]
  >('SELECT name, bytes, adler32 FROM file');
  return {
    readings: readings.map(({ t, value }) => `${t} ${value}`),
    files: files.map(({ name, bytes, adler32 }) => `${name} ${bytes} ${adler32}`),
  };
}

export interface Comparison {
  readonly lost: number;
  readonly doubled: number;
  readonly doubledReadings: number;
  readonly doubledFiles: number;
}

/** Returns how many written things are missing, and how many rows are there that were not written or are there already. */
export function compare(sources: Pick<Sources, 'readings' | 'files'>, found: Found): Comparison {
  const readings = compareSets(sources.readings(), found.readings);
  const files = compareSets(sources.files(), found.files);
  return {
    lost: readings.lost + files.lost,
    doubled: readings.doubled + files.doubled,
    doubledReadings: readings.doubled,
    doubledFiles: files.doubled,
  };
}

function compareSets(written: ReadonlySet<string>, rows: readonly string[]) {
  const set = new Set(rows);
  return {
    lost: [...written].filter((one) => !set.has(one)).length,
    doubled: rows.length - [...set].filter((row) => written.has(row)).length,
  };
}

async function writeConfig(
  folder: string,
  sources: Sources,
): Promise<{ readonly config: string; readonly agentUrl: string }> {
  const [hub, agent] = [await freePort(), await freePort()];
  const file = join(folder, 'flash.yaml');
  mkdirSync(join(folder, 'home'), { recursive: true });
  const config = {
    node: 'test-daq',
    time_zone: 'UTC',
    home: join(folder, 'home'),
    hub: { listen: `127.0.0.1:${hub}` },
    agent: { listen: `127.0.0.1:${agent}` },
    campaigns: [{ name: 'Run_2026.11-TEST', slug: 'run-2026.11-test' }],
    collectors: {
      daq: {
        location: 'test-daq',
        roots: [sources.daqRoot],
        complete: { rule: 'quiet', quiet_s: 0.3 },
      },
      cryostat: {
        devices: [
          {
            name: 'magnet',
            kind: 'table',
            path: join(folder, 'table'),
            table: {
              header_row: 1,
              time_columns: ['time'],
              time: { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss' },
              columns: [{ column: 'field', name: 'field', quantity: 'field', unit: 'T' }],
            },
          },
        ],
      },
    },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config, null, 2));
  return { config: file, agentUrl: `http://127.0.0.1:${agent}` };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(-3_000);
  } catch {
    return '(nothing)';
  }
}
