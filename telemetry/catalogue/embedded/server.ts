/** The embedded catalogue server: taken by one process, started, kept alive, ended with it. */

import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { systemClock, type Clock, type Log } from '../../effects.ts';
import { describeError } from '../../errors.ts';
import type { ConnectionSettings } from '../connection.ts';
import { prepareAdministrator } from './administrator.ts';
import { endOrphan, findServers } from './find-server.ts';
import { prepareFolders } from './folders.ts';
import { installDatadir, isInstalled } from './install.ts';
import { holdDatadir } from './hold-datadir.ts';
import type { Lease, LeaseMode } from '../../lease.ts';
import { placeEmbedded, type EmbeddedPlace } from './place.ts';
import { findMariadbPrograms, type MariadbPrograms } from './programs.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { removeServerState, writeServerState } from './state.ts';
import { waitForUsers } from './users.ts';
import { finishVersionChange, refuseOlderServer } from './upgrade.ts';

export interface EmbeddedOptions {
  /** The home directory of this configuration (of the demo: `<home>/demo`). */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly clock?: Clock;
  /** `use`: for the time of a command, which others may share; default `hold`. */
  readonly mode?: LeaseMode;
  /** More arguments for `mariadbd`; tests do without syncing the disk. */
  readonly serverArguments?: readonly string[];
}

export interface EmbeddedServer extends AsyncDisposable {
  /** How its administrator connects. */
  readonly administrator: ConnectionSettings;
  /** Process id of the running server; changes when it had to be started again. */
  readonly pid: () => number;
  readonly stop: () => Promise<void>;
}

/** Waits between attempts to start a server that ended by itself, ms. */
const BACK_OFF_MS = [50, 200, 1_000, 5_000, 15_000, 30_000];

/**
 * Takes the datadir of this home, makes it where it is missing, and runs the server until `stop`, again and again
 * should it be killed.
 * A server for the time of a command (`use`) stays until those who came to use it have left.
 * @throws {FlashError} where MariaDB is missing or too old, the folder is not writable, another process holds it
 * (its process id is named), or the data were left by a newer server.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = placeEmbedded(options.home);
  const programs = await findMariadbPrograms(options.env);
  prepareFolders(place);
  const lease = await holdDatadir(place, options.mode ?? 'hold', options.log);
  try {
    // Once more: who held it before us removed its socket's folder when it left.
    prepareFolders(place);
    return await runServer(place, programs, lease, options);
  } catch (thrown) {
    lease.release();
    throw thrown;
  }
}

async function runServer(
  place: EmbeddedPlace,
  programs: MariadbPrograms,
  lease: Lease,
  { log, clock = systemClock, mode = 'hold', serverArguments }: EmbeddedOptions,
): Promise<EmbeddedServer> {
  const isRoot = process.getuid?.() === 0;
  if (programs.setpriv === null) {
    log.write('warn', 'setpriv is missing: a killed process leaves its server to the next start');
  }
  for (const pid of findServers(place.datadir)) {
    log.write('info', 'ending a server whose owner is gone', { pid });
    await endOrphan(pid, place.datadir);
  }
  refuseOlderServer(place, programs.version);
  if (!isInstalled(place)) await installDatadir(place, programs, isRoot, serverArguments);
  const administrator = prepareAdministrator(place);
  const show = (pid: number): void => {
    const [version, startedAt] = [programs.version.text, clock.now()];
    writeServerState(place.state, { pid, socket: place.socket, version, startedAt });
  };
  const start = async (): Promise<ServerProcess> => {
    const server = await startServerProcess(place, programs, isRoot, serverArguments);
    show(server.pid);
    return server;
  };
  const first = await start();
  try {
    await finishVersionChange(place, programs, administrator);
  } catch (thrown) {
    await first.stop();
    throw thrown;
  }
  const kept = keepAlive(first, start, log);
  const hide = (): void => removeServerState(place.state);
  const stop = async (): Promise<void> => {
    if (mode === 'use') {
      await waitForUsers({ folder: place.users, log, hide, show: () => show(kept.pid()) });
    }
    await kept.stop();
    hide();
    rmSync(place.socketFolder, { recursive: true, force: true });
    lease.release();
  };
  return { administrator, pid: kept.pid, stop, [Symbol.asyncDispose]: stop };
}

/** Starts the server again whenever it ends without being told to. */
function keepAlive(
  first: ServerProcess,
  start: () => Promise<ServerProcess>,
  log: Log,
): { readonly pid: () => number; readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  let current = first;
  const loop = async (): Promise<void> => {
    for (;;) {
      const reason = await current.ended;
      if (stopping.signal.aborted) return;
      log.write('error', 'the catalogue server ended; starting it again', { reason });
      const next = await startAgain(start, log, stopping.signal);
      if (next === null) return;
      current = next;
      log.write('info', 'the catalogue server runs again', { pid: current.pid });
      if (stopping.signal.aborted) await current.stop();
    }
  };
  const running = loop();
  return {
    pid: () => current.pid,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await running;
    },
  };
}

async function startAgain(
  start: () => Promise<ServerProcess>,
  log: Log,
  signal: AbortSignal,
): Promise<ServerProcess | null> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const wait = BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)] ?? 30_000;
    try {
      await sleep(wait, undefined, { signal });
      return await start();
    } catch (thrown) {
      if (!signal.aborted) log.write('error', describeError(thrown));
    }
  }
  return null;
}
