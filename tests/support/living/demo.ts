/** The whole demo as a person starts it: `flash up --demo`, with a home and ports of its own, watched from outside. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { loadNow, type ReadAsset } from '#site/snapshot/load-live.ts';
import { check } from '#site/snapshot/parse/check.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { waitUntil } from '../wait-until.ts';
import { freePorts } from './free-port.ts';
import { processesOf, type HomeProcess } from './processes.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
/** The site is compiled once for all tests that use it. */
const SHARED_SITE = process.env['FLASH_SITE_DIR'] ?? join(ROOT, '.cache', 'site');
/** A first start compiles, and other tests may be at work on the same cores. */
const READY_WITHIN_MS = 240_000;
const END_WITHIN_MS = 30_000;

export interface DemoPlace {
  readonly home: string;
  readonly port: number;
  readonly agentPort: number;
}

export interface DemoOptions {
  /** As `--history`; default 30m. */
  readonly history?: string;
  /** Where the compiled site is or is made. */
  readonly siteDirectory?: string;
}

export interface Snapshot {
  readonly manifest: Manifest;
  readonly now: Now;
}

export interface Demo extends AsyncDisposable {
  readonly home: string;
  readonly url: string;
  readonly agentUrl: string;
  /** The process id of `flash up`. */
  readonly pid: number;
  /** What it said so far. */
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly ms: number }>;
  /** Resolves with the time it took when it said that it is ready; throws when it ended instead. */
  ready(): Promise<number>;
  said(what: RegExp): Promise<void>;
  /** The processes of this home now. */
  readonly processes: () => readonly HomeProcess[];
  readonly part: (name: 'hub' | 'agent' | 'simulate') => HomeProcess | undefined;
  snapshot(): Promise<Snapshot>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the time until nothing of this home is left. */
  gone(): Promise<number>;
}

/** A home that does not exist yet, and two free ports. */
export async function demoPlace(): Promise<DemoPlace> {
  const [port = 0, agentPort = 0] = await freePorts(2);
  return { home: join(mkdtempSync(join(tmpdir(), 'flash-demo-')), 'home'), port, agentPort };
}

/** Removes a place; nothing may run there any more. */
export function removePlace({ home }: DemoPlace): void {
  rmSync(resolve(home, '..'), { recursive: true, force: true, maxRetries: 5 });
}

/** Starts the demo; disposing ends it and leaves the home. */
export function startDemo(place: DemoPlace, options: DemoOptions = {}): Demo {
  const began = performance.now();
  const took = (): number => performance.now() - began;
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'flash.ts'),
      'up',
      '--demo',
      '--history',
      options.history ?? '30m',
    ],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        FLASH_HOME: place.home,
        FLASH_PORT: String(place.port),
        FLASH_AGENT_PORT: String(place.agentPort),
        FLASH_SITE_DIR: options.siteDirectory ?? SHARED_SITE,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let code: number | null | undefined;
  const ended = new Promise<{ code: number | null; ms: number }>((resolveEnd) => {
    child.once('exit', (given) => {
      code = given;
      resolveEnd({ code: given, ms: took() });
    });
  });
  const said = (what: RegExp): Promise<void> =>
    waitUntil(
      `"${what.source}" in: ${output}`,
      () => {
        if (what.test(output)) return true;
        if (code !== undefined) throw new Error(`flash up ended with ${code}:\n${output}`);
        return false;
      },
      READY_WITHIN_MS,
    ).then(() => undefined);
  const url = `http://127.0.0.1:${place.port}`;
  const gone = async (): Promise<number> => {
    const asked = performance.now();
    await waitUntil(
      `the end of ${JSON.stringify(processesOf(place.home))}`,
      () => processesOf(place.home).length === 0,
      END_WITHIN_MS,
    );
    return performance.now() - asked;
  };
  return {
    home: place.home,
    url,
    agentUrl: `http://127.0.0.1:${place.agentPort}`,
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    said,
    processes: () => processesOf(place.home),
    part: (name) =>
      processesOf(place.home).find(
        ({ command }) =>
          new RegExp(`flash\\.ts .*\\b${name}\\b`).test(command) && !/ up /.test(command),
      ),
    snapshot: () => readSnapshot(url),
    async ready() {
      await said(/Ctrl-C ends it/);
      return took();
    },
    signal: (name) => void child.kill(name),
    gone,
    async [Symbol.asyncDispose]() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await gone().catch((error: unknown) => {
        for (const { pid } of processesOf(place.home)) process.kill(pid, 'SIGKILL');
        throw error;
      });
    },
  };
}

/** Reads what the hub publishes now; throws while it does not answer. */
export async function readSnapshot(url: string): Promise<Snapshot> {
  const manifest = (await (await fetch(`${url}/data/snapshot.json`)).json()) as Manifest;
  const read: ReadAsset = async ({ path }, schema) =>
    check(schema, await (await fetch(`${url}/data/${path}`)).json());
  return { manifest, now: await loadNow(read, manifest.assets.now) };
}
