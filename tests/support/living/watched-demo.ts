/**
 * The demo experiment with a real Prometheus beside it: simulated instruments, an agent, a hub, and what the demo lacks
 * (copies, a quota, a helium level, a clock's keeper, a few faults), so that every panel has something to show.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { exportAll } from '#dashboards/export/index.ts';
import { startHub, type Hub } from '#site/hub.ts';
import { writeBackupRecord, type BackupRecord } from '#telemetry/catalogue/backup/record.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { INPUT } from '../dashboard-files.ts';
import { createSender, fileFact } from '../facts.ts';
import { programPath } from '../needs-program.ts';
import { copyPreparedCatalogue } from '../prepared-catalogue.ts';
import { waitUntil } from '../wait-until.ts';
import {
  addPrograms,
  addWhatTheDemoLacks,
  endJobs,
  growVolume,
  makeWatchedPlace,
  type WatchedPlace,
} from './watched-place.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const SCRAPE = '250ms';
const HOUR = 3_600_000;
const ENDED =
  'flash_batch_job_changes_total{batch_system="htcondor",batch_instance="sn01.flash.example",state="failed"}';
const FIELD_READ = 'flash_channel_last_reading_timestamp_seconds{channel="magnet/field"}';
/** A first start beside other tests. */
const SLOW_MS = 180_000;

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface WatchedDemo extends AsyncDisposable {
  /** Asks Prometheus for a moment, UTC ms. */
  ask(query: string, at: number): Promise<readonly Sample[]>;
  sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** From when on the metrics were watched, UTC ms. */
  readonly since: number;
  /** Makes the instruments stand still, and ends two jobs. */
  halt(): void;
}

/** Starts all of it; when it resolves, Prometheus watches, and no file has become complete since it began to. */
export async function startWatchedDemo(): Promise<WatchedDemo> {
  const undo = new AsyncDisposableStack();
  try {
    const place = await makeWatchedPlace(undo);
    addPrograms(place);
    undo.defer(growVolume(place));
    const instruments = await startInstruments(place);
    undo.defer(() => end(instruments, 'SIGKILL'));
    const hub = await startWatchedHub(place);
    undo.defer(() => hub.close());
    const endLevel = addWhatTheDemoLacks(place);
    undo.defer(endLevel);
    const agent = startAgent(place, hub.url);
    undo.defer(() => end(agent, 'SIGTERM'));
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
      since: Date.now(),
      halt() {
        instruments.kill('SIGSTOP');
        endLevel();
        endJobs(place, 2);
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

async function figure(place: WatchedPlace, name: string): Promise<number | undefined> {
  const response = await fetch(`http://127.0.0.1:${place.agentPort}/metrics`).catch(() => null);
  const line = (await response?.text())?.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
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

/** Prometheus with the configuration that "flash dashboards" writes, rules and all; it only scrapes more often. */
function startPrometheus(place: WatchedPlace, hubUrl: string): ChildProcess {
  const { host } = new URL(hubUrl);
  const files = exportAll({
    ...INPUT,
    hub: { ...INPUT.hub, address: host },
    agent: { ...INPUT.agent, address: `127.0.0.1:${place.agentPort}`, node: 'demo-daq' },
  });
  const folder = join(place.folder, 'prometheus');
  for (const { path, text } of files) {
    if (!/^(prometheus\.yml|rules\/|targets\/)/.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const quick = text.replace(/(scrape_interval|scrape_timeout): \S+/g, `$1: ${SCRAPE}`);
    writeFileSync(join(folder, path), quick);
  }
  const child = spawn(
    programPath('FLASH_PROMETHEUS') ?? '',
    [
      '--config.file=prometheus.yml',
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${place.prometheusPort}`,
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  child.stderr.on('data', (data: Buffer) => appendFileSync(join(folder, 'log'), data));
  return child;
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

function asker(port: number): WatchedDemo['ask'] {
  return async (query, at) => {
    const url = new URL(`http://127.0.0.1:${port}/api/v1/query`);
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ query, time: String(at / 1_000) }),
    });
    if (!response.ok) throw new Error(`Prometheus answers ${await response.text()} to ${query}`);
    const { data } = (await response.json()) as Answer;
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  };
}
