/** Kills an import in the middle, again and again, then compares the logs with the catalogue. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { waitUntil } from '../wait-until.ts';
import { createPart, type Part } from './part.ts';
import { createRandom } from './random.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const DAYS = 9;
const LINES_A_DAY = 1_440;
const CHANNELS = [1, 2, 5, 6];
/** So often a hub may die of its own readings before it is let live. */
const MOST_EARLY_DEATHS = 3;
/** Wherever the recorder may die: in the command itself, or in the hub that it delivers to. */
const FAULTS = ['recorder:before-commit', 'recorder:committed'] as const;

export interface ImportCounts {
  readonly kills: number;
  readonly lines: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Runs an import that is killed `kills` times; with `hub` the hub it delivers to is killed instead, and the import goes on. */
export async function runImportTrial(options: {
  readonly seed: number;
  readonly kills: number;
  readonly hub: boolean;
}): Promise<ImportCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-import-'));
  const written = writeLogs(join(folder, 'fridge'));
  const config = join(folder, 'flash.yaml');
  const env = {
    FLASH_HOME: join(folder, 'home'),
    FLASH_CONFIG: config,
    FLASH_PORT: String(20_000 + (process.pid % 20_000)),
  };
  writeFileSync(config, 'node: test-import\ntime_zone: UTC\n');
  const logFile = join(folder, 'log');
  const importer = createPart({
    args: [
      join(ROOT, 'flash.ts'),
      'import',
      'cryostat',
      '--device',
      'fridge',
      join(folder, 'fridge'),
    ],
    env,
    logFile,
  });
  const hub = createPart({
    args: [resolve(import.meta.dirname, 'hub-child.ts'), config],
    env,
    logFile,
  });
  try {
    const random = createRandom(options.seed);
    const fault = (): string => `${random.pick(FAULTS)}:${1 + random.below(4)}`;
    if (options.hub) await importThroughHub(hub, importer, options.kills, fault);
    else await importAlone(importer, options.kills, fault);
    await hub.stop();
    const rows = await readRows(config, env);
    const set = new Set(rows);
    return {
      kills: importer.deaths() + hub.deaths(),
      lines: written.size,
      lost: [...written].filter((line) => !set.has(line)).length,
      doubled: rows.length - [...set].filter((row) => written.has(row)).length,
    };
  } catch (error) {
    throw new Error(`the import with seed ${options.seed} could not end: …${tail(logFile)}`, {
      cause: error,
    });
  } finally {
    await importer.stop();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importAlone(importer: Part, kills: number, fault: () => string): Promise<void> {
  for (let i = 0; i < kills; i++) {
    importer.start(fault());
    await ended(importer);
  }
  importer.start();
  await ended(importer);
}

async function importThroughHub(
  hub: Part,
  importer: Part,
  kills: number,
  fault: () => string,
): Promise<void> {
  await startHub(hub, fault);
  importer.start();
  for (let i = 0; i < kills; i++) {
    await waitUntil('a death of the hub', () => !hub.isRunning() || !importer.isRunning(), 60_000);
    await startHub(hub, i + 1 < kills ? fault : () => '');
  }
  await ended(importer);
  if (importer.exitCode() === 0) return;
  // On a busy machine the hub was away for longer than it is waited for: as the import said, it is typed again.
  importer.start();
  await ended(importer);
}

/** Starts the hub; one that dies of what it records of itself, before it can say that it is there, is started again. */
async function startHub(hub: Part, fault: () => string): Promise<void> {
  for (let n = 0; n <= MOST_EARLY_DEATHS; n++) {
    hub.start(n < MOST_EARLY_DEATHS ? fault() : '');
    await waitUntil('the hub, or its death', () => hub.message() !== null || !hub.isRunning());
    if (hub.message() !== null) return;
  }
}

const ended = (part: Part): Promise<true> =>
  waitUntil('the import to end', () => !part.isRunning(), 120_000);

/** Bluefors logs of nine days; returns `channel t value` of every line. */
function writeLogs(folder: string): ReadonlySet<string> {
  const written = new Set<string>();
  for (let day = 1; day <= DAYS; day++) {
    const name = `26-07-0${day}`;
    mkdirSync(join(folder, name), { recursive: true });
    for (const channel of CHANNELS) {
      const lines: string[] = [];
      for (let minute = 0; minute < LINES_A_DAY; minute++) {
        const t = Date.UTC(2026, 6, day, 0, minute, channel);
        const value = (channel + (day * LINES_A_DAY + minute) / 1e6).toExponential(6);
        const clock = new Date(t).toISOString().slice(11, 19);
        lines.push(` 0${day}-07-26,${clock},${value}\r\n`);
        written.add(`fridge/ch${channel}-t ${t} ${Number(value)}`);
      }
      writeFileSync(join(folder, name, `CH${channel} T ${name}.log`), lines.join(''));
    }
  }
  return written;
}

async function readRows(
  configFile: string,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const config = loadConfig({ path: configFile, env, cwd: ROOT });
  await using catalogue = await openCatalogue({
    config,
    env: { ...process.env, ...env },
    mode: 'use',
  });
  const rows = await catalogue.pools.publisher.query<{ name: string; t: number; value: number }[]>(
    `SELECT c.name, r.t_ms AS t, r.value FROM reading r JOIN channel c ON c.id = r.channel_id
     WHERE c.name LIKE 'fridge/%'`,
  );
  return rows.map(({ name, t, value }) => `${name} ${t} ${value}`);
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(-2_000);
  } catch {
    return '(nothing was said)';
  }
}
