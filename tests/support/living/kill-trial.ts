/** Kills hub, agent and database again and again while instruments write, then compares what was written with what is catalogued. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { createPart, type Part } from './part.ts';
import { createRandom } from './random.ts';
import { removeNaturalKeys } from './remove-keys.ts';
import { createSources, type Sources } from './sources.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
/** Where a process may die by its own hand: between commit and acknowledgement, between spool and cursor, and around them. */
const HUB_FAULTS = ['recorder:before-commit', 'recorder:committed'];
const AGENT_FAULTS = ['spool:facts', 'spool:committed', 'delivery:acknowledged'];

export interface TrialCounts extends Readonly<Record<string, number>> {
  readonly kills: number;
  readonly readings: number;
  readonly files: number;
  readonly lost: number;
  readonly doubled: number;
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
  const config = await writeConfig(folder, sources);
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
    const databaseKills = await torment(hub, agent, sources, options);
    if (options.loseSpool === true) rmSync(join(folder, 'home', 'spool'), { recursive: true });
    hub.start();
    agent.start();
    const found = await settle(hub, agent, sources, { config, env });
    const { lost, doubled } = compare(sources, found);
    return {
      kills: hub.deaths() + agent.deaths() + databaseKills,
      readings: sources.readings().size,
      files: sources.files().size,
      lost,
      doubled,
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

async function torment(
  hub: Part,
  agent: Part,
  sources: Sources,
  options: TrialOptions,
): Promise<number> {
  const random = createRandom(options.seed);
  let databaseKills = 0;
  for (let round = 0; round < options.rounds; round++) {
    const scenario = random.pick([
      'hub fault',
      'agent fault',
      'hub',
      'agent',
      'database',
      'both',
    ] as const);
    const passage = 1 + random.below(3);
    hub.start(scenario === 'hub fault' ? `${random.pick(HUB_FAULTS)}:${passage}` : '');
    agent.start(scenario === 'agent fault' ? `${random.pick(AGENT_FAULTS)}:${passage}` : '');
    // A fault needs its passages: instruments write until the part is dead, or for five seconds.
    const writes = scenario.endsWith('fault') ? 40 : 6 + random.below(6);
    for (let i = 0; i < writes && hub.isRunning() && agent.isRunning(); i++) {
      await sources.write();
      await sleep(60 + random.below(130));
    }
    if (scenario === 'hub' || scenario === 'both') hub.kill();
    if (scenario === 'agent' || scenario === 'both') agent.kill();
    if (scenario === 'database' && killDatabase(hub)) databaseKills += 1;
    await waitGone([
      ...(scenario === 'hub' ? [hub] : []),
      ...(scenario === 'agent' ? [agent] : []),
    ]);
  }
  // Whatever still carries a fault is ended, so that the last life is an ordinary one.
  hub.kill();
  agent.kill();
  await waitGone([hub, agent]);
  return databaseKills;
}

async function waitGone(parts: readonly Part[]): Promise<void> {
  while (parts.some((part) => part.isRunning())) await sleep(20);
}

function killDatabase(hub: Part): boolean {
  const message = hub.message();
  if (typeof message !== 'object' || message === null || !('serverPid' in message)) return false;
  try {
    process.kill(Number(message.serverPid), 'SIGKILL');
    return true;
  } catch {
    return false;
  }
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

/** Returns how many written things are missing, and how many rows are there that were not written or are there already. */
export function compare(
  sources: Pick<Sources, 'readings' | 'files'>,
  found: Found,
): { readonly lost: number; readonly doubled: number } {
  let lost = 0;
  let doubled = 0;
  for (const [written, rows] of [
    [sources.readings(), found.readings],
    [sources.files(), found.files],
  ] as const) {
    const set = new Set(rows);
    for (const one of written) if (!set.has(one)) lost += 1;
    doubled += rows.length - [...set].filter((row) => written.has(row)).length;
  }
  return { lost, doubled };
}

async function writeConfig(folder: string, sources: Sources): Promise<string> {
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
  return file;
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
