/** A child of `flash up`: started, its log kept in a file, started again when it dies, ended with us. */

import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** A log file larger than this is moved aside at the next start; one old one is kept. */
const LOG_BYTES = 10_000_000;
/** Waits before a child that died is started again, ms; one that lived for a minute begins at the front. */
const BACK_OFF_MS = [250, 1_000, 5_000, 15_000] as const;
const LIVED_MS = 60_000;
/** A child that does not end in this time after SIGTERM is killed. */
const STOP_MS = 12_000;

export interface ChildOptions {
  readonly name: string;
  /** Arguments for Node: `flash.ts` and the command. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** A line for the person in front of it: the child died, or it warns. */
  readonly say: (line: string) => void;
  /** What the child sends on its channel. */
  readonly onMessage?: (message: unknown) => void;
  /** Lines of its standard output. */
  readonly onLine?: (line: string) => void;
}

export interface Child {
  readonly name: string;
  readonly pid: () => number | undefined;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
  /** Resolves with its exit code when it ends before it ever said it was ready, and is not started again. */
  readonly failed: Promise<number>;
  /** From now on a death is followed by a new start. */
  keepAlive(): void;
}

/** Starts the child; its channel closes when this process dies, by whatever means, and the child then ends itself. */
export function startChild(options: ChildOptions): Child {
  const log = openLog(options.logFile, options.say);
  const failed = Promise.withResolvers<number>();
  let isKept = false;
  let isStopping = false;
  let deaths = 0;
  let wait: NodeJS.Timeout | undefined;
  let current = start();

  function start(): ChildProcess {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...options.args], {
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    if (options.onMessage !== undefined) child.on('message', options.onMessage);
    follow(child, options, log);
    // Too many processes, no memory: there is no exit to wait for.
    child.on('error', (error) => {
      options.say(`${options.name} cannot be started: ${error.message}`);
      if (!isKept) failed.resolve(1);
    });
    child.on('exit', (code, signal) => {
      if (isStopping) return;
      if (!isKept) {
        failed.resolve(code ?? 1);
        return;
      }
      deaths = performance.now() - startedAt > LIVED_MS ? 1 : deaths + 1;
      const pause = BACK_OFF_MS[Math.min(deaths - 1, BACK_OFF_MS.length - 1)] ?? 15_000;
      options.say(
        `${options.name} ended (${signal ?? `exit code ${code ?? '?'}`}); starting it again`,
      );
      wait = setTimeout(() => {
        current = start();
      }, pause);
    });
    return child;
  }

  return {
    name: options.name,
    pid: () => current.pid,
    failed: failed.promise,
    keepAlive() {
      isKept = true;
    },
    async stop() {
      isStopping = true;
      clearTimeout(wait);
      await endChild(current);
      log.end();
    },
  };
}

function follow(child: ChildProcess, options: ChildOptions, log: WriteStream): void {
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.write(`${line}\n`);
      // Lines of our own log say their level; anything else is somebody's cry.
      const isOurs = /^\S+Z (info|warn) /.test(line);
      if (!isOurs) options.say(line.replace(/^\S+Z error /, ''));
    });
  }
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      options.onLine?.(line);
    });
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}

function openLog(path: string, say: (line: string) => void): WriteStream {
  mkdirSync(dirname(path), { recursive: true });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES) renameSync(path, `${path}.1`);
  const stream = createWriteStream(path, { flags: 'a' });
  let isSaid = false;
  stream.on('error', (error) => {
    // A full disk must not end the parts that would say so.
    if (!isSaid) say(`its log ${path} cannot be written: ${error.message}`);
    isSaid = true;
  });
  return stream;
}
