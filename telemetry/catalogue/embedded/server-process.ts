/** One run of `mariadbd`: started so that it ends with this process, ready when it answers, ended when told. */

import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { FlashError } from '../../errors.ts';
import type { EmbeddedPlace } from './place.ts';
import type { MariadbPrograms } from './programs.ts';
import { explainErrors, openServerLog } from './server-log.ts';
import { serverArguments } from './server-options.ts';

/** Crash recovery of a large log may take long; a server that says nothing for this long is given up. */
const READY_WITHIN_MS = 300_000;
const END_WITHIN_MS = 8_000;

export interface ServerProcess {
  readonly pid: number;
  /** Resolves with the reason when the process has ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Ends it properly: SIGTERM, wait; SIGKILL after some seconds (its redo log makes that safe). */
  readonly stop: () => Promise<void>;
}

/** Starts the server and waits until it listens on its socket. @throws {FlashError} with the server's own first error. */
export async function startServerProcess(
  place: EmbeddedPlace,
  programs: MariadbPrograms,
  isRoot: boolean,
  extra: readonly string[] = [],
): Promise<ServerProcess> {
  rmSync(place.socket, { force: true });
  const log = openServerLog(place.log);
  const child = spawnServer(programs, serverArguments(place, isRoot, extra), log.descriptor);
  log.close();
  const ended = waitForEnd(child);
  let outcome: string | null = null;
  void ended.then((reason) => (outcome = reason));
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await accepts(place.socket))) {
    if (outcome !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw startFailure(place, explainErrors(log.errors()), outcome ?? 'it did not get ready');
    }
    await sleep(5);
  }
  return { pid: child.pid ?? 0, ended, stop: () => stopServer(child, ended) };
}

/** Whether somebody listens there; the socket's file is there a moment before the server listens. */
function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => {
      resolve(false);
    });
  });
}

function spawnServer(
  { server, setpriv }: MariadbPrograms,
  rest: readonly string[],
  output: number,
): ChildProcess {
  const [program, parameters] =
    setpriv === null ? [server, rest] : [setpriv, ['--pdeathsig', 'TERM', server, ...rest]];
  // A session of its own: Ctrl-C in the terminal reaches us, and we end it in order.
  return spawn(program, parameters, { stdio: ['ignore', output, output], detached: true });
}

function waitForEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (cause) => {
      resolve(cause.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${String(code)}` : `ended by ${signal}`);
    });
  });
}

async function stopServer(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

function startFailure(place: EmbeddedPlace, reason: string, outcome: string): FlashError {
  return new FlashError({
    operation: 'start the embedded catalogue',
    subject: place.datadir,
    reason: `${reason} (${outcome})`,
    hint: `its log says more: ${place.log}`,
  });
}
