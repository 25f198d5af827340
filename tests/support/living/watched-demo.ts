/**
 * The demo experiment with a real Prometheus beside it: simulated instruments, an agent, a hub, and what the demo lacks
 * (copies, a quota, a helium level, a clock's keeper, a few faults), so that every panel has something to show.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startHub, type Hub } from '#site/hub.ts';
import { writeBackupRecord, type BackupRecord } from '#telemetry/catalogue/backup/record.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { createSender, fileFact } from '../facts.ts';
import { copyPreparedCatalogue } from '../prepared-catalogue.ts';
import { waitUntil } from '../wait-until.ts';
import {
  addPrograms,
  addWhatTheDemoLacks,
  endJobs,
  growVolume,
  makeWatchedPlace,
  readLevelAgain,
  type WatchedPlace,
} from './watched-place.ts';
import {
  asker,
  lastScrapes,
  startPrometheus,
  type Ask,
  type LastScrapes,
} from './watched-prometheus.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const HOUR = 3_600_000;
const ENDED =
  'flash_batch_job_changes_total{batch_system="htcondor",batch_instance="sn01.flash.example",state="failed"}';
const FIELD_READ = 'flash_channel_last_reading_timestamp_seconds{channel="magnet/field"}';
/** A first start beside other tests. */
const SLOW_MS = 180_000;

export interface WatchedDemo extends AsyncDisposable {
  readonly ask: Ask;
  /** When Prometheus last asked each of the two, UTC ms. */
  lastScrapes(): Promise<LastScrapes>;
  sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** From when on the metrics were watched, UTC ms. */
  readonly since: number;
  /** Ends two jobs and makes everything stand still; resolves when all of it is delivered, observed and scraped. */
  halt(): Promise<void>;
}

/** Starts all of it; when it resolves, Prometheus watches, and no file has become complete since it began to. */
export async function startWatchedDemo(): Promise<WatchedDemo> {
  const undo = new AsyncDisposableStack();
  try {
    const place = await makeWatchedPlace(undo);
    addPrograms(place);
    const stopGrowth = growVolume(place);
    undo.defer(stopGrowth);
    const instruments = await startInstruments(place);
    undo.defer(() => end(instruments, 'SIGKILL'));
    const hub = await startWatchedHub(place);
    undo.defer(() => hub.close());
    const endLevel = addWhatTheDemoLacks(place);
    undo.defer(endLevel);
    const agent = startAgent(place, hub.url);
    undo.defer(() => end(agent, 'SIGTERM'));
    // While they write, something always waits to be delivered.
    instruments.kill('SIGSTOP');
    await settled(place);
    await standStill(place, instruments);
    endJobs(place, 0);
    await waitUntil('the end of two jobs', async () => (await figure(place, ENDED)) !== undefined);
    // What the instruments missed is read before Prometheus looks; the next file is complete only when it has lain still.
    instruments.kill('SIGCONT');
    await caughtUp(place);
    const prometheus = startPrometheus(place, hub.url);
    undo.defer(() => end(prometheus, 'SIGKILL'));
    const ask = asker(place.prometheusPort);
    await waitUntil('two samples of everything', async () => {
      const seen = await ask('count_over_time(up[1m]) >= 3', Date.now()).catch(() => []);
      return seen.length === 2;
    });
    return {
      ask,
      async sql(text) {
        const connection = await hub.catalogue.pools.publisher.getConnection();
        try {
          return await connection.query<readonly Readonly<Record<string, unknown>>[]>(text);
        } finally {
          await connection.release();
        }
      },
      lastScrapes: () => lastScrapes(ask),
      since: Date.now(),
      async halt() {
        stopGrowth();
        endLevel();
        endJobs(place, 2);
        readLevelAgain(place);
        await standStill(place, instruments);
        await told(place, hub, ask);
      },
      [Symbol.asyncDispose]: () => undo.disposeAsync(),
    };
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
}

function run(
  place: WatchedPlace,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'flash.ts'), ...words],
    {
      cwd: place.folder,
      env: { ...process.env, FLASH_HOME: place.home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** Ten minutes of history, of which only the campaign that takes data is kept. */
async function startInstruments(place: WatchedPlace): Promise<ChildProcess> {
  const child = run(place, ['demo', 'simulate', '--history', '10m']);
  let said = '';
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  await waitUntil(`the instruments, which say: ${said}`, () => said.includes('running'), SLOW_MS);
  rmSync(join(place.instruments, 'daq', 'Run_2026.10-FLASH'), { recursive: true, force: true });
  return child;
}

/** A hub whose catalogue knows a backup, and an older run with one copy: copies are looked after once a minute. */
async function startWatchedHub(place: WatchedPlace): Promise<Hub> {
  writeFileSync(place.configFile, JSON.stringify(place.settings));
  const config = loadConfig({ path: place.configFile, env: process.env, cwd: place.folder });
  const options = {
    config,
    env: process.env,
    effects: { clock: systemClock, log: silentLog },
    site: {
      clientDirectory: place.folder,
      render: () => Promise.resolve(new Response('no site in this test\n')),
    },
  };
  copyPreparedCatalogue(config.homeDirectory);
  {
    await using first = await startHub(options);
    const { recorder: pool } = first.catalogue.pools;
    const recorder = createRecorder({ pool, clock: systemClock, campaigns: config.campaigns });
    await recorder.record(createSender(config.node, 'before').batch(olderRun()));
    const connection = await first.catalogue.openAdministrator();
    await writeBackupRecord(connection, backupOf(Date.now() - 3 * HOUR));
    await connection.end();
  }
  return await startHub(options);
}

function backupOf(t: number): BackupRecord {
  return {
    nightly: null,
    last_good: {
      name: 'backup-1',
      directory: '/backup',
      reason: 'command',
      snapshot_ms: t,
      finished_ms: t + 9_000,
      bytes: 31_000_000,
      rows: 210_000,
      position: 1,
      duration_ms: 9_000,
    },
    last_try: { at_ms: t, failed: null },
    copy: null,
  };
}

function olderRun(): Fact[] {
  const from = Date.now() - 26 * HOUR;
  return [0, 1, 2].map((i) =>
    fileFact({
      run: '/daq/Run_2026.11-QUAX/presa dati di ieri',
      name: `data_00000${i}.dat`,
      takenAt: from + i * 2_190,
      copy: { location: 'lnf-daq', uri: `file:///daq/data_00000${i}.dat` },
    }),
  );
}

/** The agent in a process of its own. */
function startAgent(place: WatchedPlace, recorder: string): ChildProcess {
  const config = join(place.folder, 'agent.yaml');
  const agent = { recorder, listen: `127.0.0.1:${place.agentPort}` };
  writeFileSync(config, JSON.stringify({ ...place.settings, agent }));
  const path = `${place.programs}:${process.env['PATH'] ?? ''}`;
  return run(place, ['agent', '--config', config], { PATH: path });
}

function figure(place: WatchedPlace, name: string): Promise<number | undefined> {
  return figureAt(`http://127.0.0.1:${place.agentPort}`, `${name} `);
}

/** The first figure of a page whose line begins so. */
async function figureAt(url: string, begin: string): Promise<number | undefined> {
  const response = await fetch(`${url}/metrics`).catch(() => null);
  const line = (await response?.text())?.split('\n').find((one) => one.startsWith(begin));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** Everything that lies there is read and delivered. */
async function settled(place: WatchedPlace): Promise<void> {
  await waitUntil(
    'the agent to have read and delivered everything',
    async () =>
      (await figure(place, 'flash_daq_backlog_files')) === 0 &&
      (await figure(place, 'flash_agent_spool_facts')) === 0 &&
      (await figure(place, 'flash_daq_last_file_timestamp_seconds')) !== 0,
    SLOW_MS,
  );
}

/** A reading of after the halt was read. */
async function caughtUp(place: WatchedPlace): Promise<void> {
  const from = Date.now() / 1_000 - 12;
  await waitUntil(
    'a reading of the field',
    async () => ((await figure(place, FIELD_READ)) ?? 0) > from,
  );
}

/** How long a file must have lain still, and some more. */
const STILL_MS = 7_000;
const FILES = 'flash_daq_files_total{campaign="Run_2026.11-QUAX"}';

/** Halts the instruments, and waits until no file becomes complete any more; one that is half written stays so. */
async function standStill(place: WatchedPlace, instruments: ChildProcess): Promise<void> {
  instruments.kill('SIGSTOP');
  let [files, since] = [await figure(place, FILES), performance.now()];
  await waitUntil('no more file to become complete', async () => {
    const now = await figure(place, FILES);
    if (now !== files) [files, since] = [now, performance.now()];
    return performance.now() - since > STILL_MS;
  });
}

/** The hub has observed what was delivered last, and both were scraped after that. */
async function told(place: WatchedPlace, hub: Hub, ask: Ask): Promise<void> {
  await settled(place);
  await waitUntil(
    'the hub to know the last file, and both jobs to have ended',
    async () =>
      (await figure(
        place,
        `flash_daq_last_file_timestamp_seconds{campaign="Run_2026.11-QUAX"}`,
      )) === (await figureAt(hub.url, 'flash_run_last_file_timestamp_seconds{')) &&
      ((await figure(place, ENDED)) ?? 0) >= 2,
    SLOW_MS,
  );
  // The hub asks the catalogue every 5 s.
  const from = Date.now() + 5_000;
  await waitUntil('a scrape of both after that', async () => {
    const { hub: ofHub, agent } = await lastScrapes(ask);
    return Math.min(ofHub, agent) > from;
  });
}
