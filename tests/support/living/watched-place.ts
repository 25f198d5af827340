/** Where the watched demo lives: the demo's configuration with quick rounds, a far place and a quota, and what the demo lacks. */

import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { startWebDavDouble, type WebDavDouble } from '../../agents/collectors/webdav-double.ts';
import { freePorts } from './free-port.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
/** A file system of its own, on which other tests do not write. */
const MEMORY = '/dev/shm';
const CAMPAIGN = 'Run_2026.11-QUAX';

type Settings = Record<string, unknown>;

export interface WatchedPlace {
  readonly folder: string;
  readonly home: string;
  /** What the instruments write. */
  readonly instruments: string;
  readonly configFile: string;
  /** As in `flash.yaml`. */
  readonly settings: Settings;
  /** Where copies lie. */
  readonly far: WebDavDouble;
  /** A volume that grows. */
  readonly volume: string;
  /** Programs that are found before those of the machine. */
  readonly programs: string;
  readonly agentPort: number;
  readonly prometheusPort: number;
}

/** The demo's configuration, with quick rounds, a far place and a quota. */
export async function makeWatchedPlace(undo: AsyncDisposableStack): Promise<WatchedPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-watched-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const home = join(folder, 'home');
  const instruments = join(home, 'demo', 'instruments');
  const [agentPort = 0, prometheusPort = 0] = await freePorts(2);
  const far = await startWebDavDouble();
  undo.defer(() => far[Symbol.asyncDispose]());
  const demo = parse(
    readFileSync(join(ROOT, 'telemetry/config/demo.yaml'), 'utf8').replaceAll(
      '${FLASH_HOME}',
      home,
    ),
  ) as Settings & { collectors: Record<string, Settings> };
  const quick = { interval_s: 1 };
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  const volume = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'flash-volume-'));
  undo.defer(() => rmSync(volume, { recursive: true, force: true }));
  const settings = {
    ...demo,
    home,
    hub: { ...(demo['hub'] as Settings), listen: '127.0.0.1:0' },
    collectors: {
      ...demo.collectors,
      host: { ...quick },
      htcondor: { ...demo.collectors['htcondor'], ...quick },
      storage: {
        ...quick,
        volumes: [{ name: 'daq', path: volume, label: 'DAQ disk', role: 'daq' }],
        quotas: [
          {
            place: 'infn-cloud',
            label: 'INFN Cloud',
            valid_from: '2026-01-01',
            limits: [
              {
                resource: 'volumes',
                value: '130 TB',
                used: '91 TB',
                used_at: new Date().toISOString(),
              },
            ],
          },
        ],
        copies: [
          {
            kind: 'webdav',
            location: 'cnaf-tape',
            mirrors: join(instruments, 'daq'),
            url: far.url,
            requests_per_minute: 6_000,
            pass_s: 10,
          },
        ],
      },
    },
  };
  const configFile = join(folder, 'flash.yaml');
  return {
    folder,
    home,
    instruments,
    configFile,
    settings,
    far,
    volume,
    programs,
    agentPort,
    prometheusPort,
  };
}

const LEVEL_EVERY_MS = 20_000;

/** Adds copies, a level, a clock's keeper, and things that are odd: a line, a value, a file. Returns what ends the level. */
export function addWhatTheDemoLacks(place: WatchedPlace): () => void {
  const daq = join(place.instruments, 'daq', CAMPAIGN);
  const [run = ''] = readdirSync(daq);
  const files = readdirSync(join(daq, run)).filter((name) => name.endsWith('.dat'));
  for (const name of files.slice(0, 5))
    place.far.files.set(`${CAMPAIGN}/${run}/${name}`, {
      bytes: statSync(join(daq, run, name)).size,
      adler32: null,
      modifiedAt: Date.now() - 60_000,
      locality: 'DISK',
    });
  writeFileSync(join(daq, run, 'data_empty.dat'), '');
  const now = Date.now();
  const lines = [
    'data_ora;T_cav_K;T_schermo1_K;T_schermo2_K;I_magnete_A;B_T;livello_He_%;P_He_mbar',
    ...[160_000, 140_000, 120_000, 100_000, 80_000].map((ago) => level(now - ago, '74,50')),
    'this is no line of the plant',
    ...[60_000, 40_000, 20_000].map((ago) => level(now - ago, '74,50')),
    // A level above 1 is not plausible: it is shown all the same, and counted.
    level(now, '174,50'),
  ];
  writeFileSync(levelFile(place, now), `${lines.join('\n')}\n`);
  // A level that nobody reads any more is no data after a minute, and a busy machine takes longer than that.
  const timer = setInterval(() => readLevelAgain(place), LEVEL_EVERY_MS);
  return () => clearInterval(timer);
}

function stamp(t: number): string {
  return new Date(t).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' });
}

/** A line of the plant's table. */
function level(t: number, percent: string): string {
  return `${stamp(t)};4,5009;71,82;77,59;0,00;0,0000;${percent};1213,96`;
}

function levelFile({ instruments }: WatchedPlace, t: number): string {
  return join(instruments, 'finuda', `finuda_${stamp(t).slice(0, 10).replaceAll('-', '')}.csv`);
}

/** The level is read once more, so that it is not stale on a busy machine. */
export function readLevelAgain(place: WatchedPlace): void {
  const now = Date.now();
  appendFileSync(levelFile(place, now), `${level(now, '174,50')}\n`);
}

/** What `chronyc -c tracking` of a machine says whose clock is 0.2 ms off. */
const TRACKING =
  'C0A80001,192.168.0.1,2,1795709640.1,0.000201,0.0001,0.00005,1.2,0.001,0.05,0.01,0.002,64.0,Normal';

/** Makes programs that a container lacks: the keeper of the clock. */
export function addPrograms({ programs }: WatchedPlace): void {
  const path = join(programs, 'chronyc');
  writeFileSync(path, `#!/bin/sh\necho '${TRACKING}'\n`);
  chmodSync(path, 0o755);
}

/** What lies on the volume, and how much more comes a second: too little to matter within a minute. */
const LIES_BYTES = 20_000_000;
const GROWS_BYTES = 4_096;

/** Lets the volume grow, as a disk that is written to does; returns what ends it. */
export function growVolume({ volume }: WatchedPlace): () => void {
  const path = join(volume, 'grows');
  writeFileSync(path, Buffer.alloc(LIES_BYTES));
  const timer = setInterval(() => appendFileSync(path, Buffer.alloc(GROWS_BYTES)), 1_000);
  return () => clearInterval(timer);
}

/** Ends two running jobs of the queue, from the `skip`th on: one well, one not. */
export function endJobs({ instruments }: WatchedPlace, skip: number): void {
  const path = join(instruments, 'condor', 'queue.json');
  const jobs = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>[];
  const running = jobs.filter((job) => job['JobStatus'] === 2).slice(skip, skip + 2);
  const now = Math.floor(Date.now() / 1_000);
  for (const [i, job] of running.entries())
    Object.assign(job, { JobStatus: 4, ExitCode: i, ExitBySignal: false, CompletionDate: now });
  writeFileSync(path, JSON.stringify(jobs));
}
