/** Gets at the server of a configuration: an external one, a running embedded one, or one started here. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { FlashConfig } from '../config/schema.ts';
import type { Clock, Log } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { openConnection, type ConnectionSettings } from './connection.ts';
import { readAdministrator } from './embedded/administrator.ts';
import { readLease, type Lease } from '../lease.ts';
import { placeEmbedded, type EmbeddedPlace } from './embedded/place.ts';
import { startEmbedded } from './embedded/server.ts';
import { readServerState } from './embedded/state.ts';
import { joinUsers } from './embedded/users.ts';
import { parseExternal, refuseUnsupported, type ExternalCatalogue } from './external.ts';

export const EMBEDDED_DATABASE = 'flash';

/** How long a process of ours may take to start the server that we want to use. */
const START_WITHIN_MS = 60_000;

export interface ReachOptions {
  readonly config: Pick<FlashConfig, 'catalogue' | 'homeDirectory'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly clock: Clock;
  readonly mode: 'hold' | 'use';
  readonly serverArguments?: readonly string[];
}

export interface ReachedServer {
  readonly administrator: ConnectionSettings;
  readonly database: string;
  readonly host: 'localhost' | '%';
  /** Folder of the accounts' passwords. */
  readonly secrets: string;
  readonly pid: () => number | null;
  readonly close: () => Promise<void>;
}

/** Reaches or starts the server. @throws {FlashError} saying why there is none. */
export async function reachServer(options: ReachOptions): Promise<ReachedServer> {
  const { config, mode } = options;
  const place = placeEmbedded(config.homeDirectory);
  if (config.catalogue.kind === 'external') return await reachExternal(config.catalogue, place);
  if (mode === 'hold') return await startHere(options, place);
  for (;;) {
    const user = await joinRunning(place);
    if (user !== null) return reachRunning(place, user);
    try {
      return await startHere(options, place);
    } catch (thrown) {
      // Another command was faster to take the datadir: its server will do.
      if (readLease(place.lease) === null) throw thrown;
    }
  }
}

async function startHere(
  { config, env, log, clock, mode, serverArguments = [] }: ReachOptions,
  place: EmbeddedPlace,
): Promise<ReachedServer> {
  const home = config.homeDirectory;
  const server = await startEmbedded({ home, env, log, clock, mode, serverArguments });
  return {
    administrator: server.administrator,
    database: EMBEDDED_DATABASE,
    host: 'localhost',
    secrets: place.secrets,
    pid: server.pid,
    close: server.stop,
  };
}

function reachRunning(place: EmbeddedPlace, user: Lease): ReachedServer {
  return {
    administrator: readAdministrator(place),
    database: EMBEDDED_DATABASE,
    host: 'localhost',
    secrets: place.secrets,
    pid: () => null,
    close: async () => {
      await Promise.resolve(user.release());
    },
  };
}

/** Joins the users of the holder's server once that answers; null when nobody holds the datadir. */
async function joinRunning(place: EmbeddedPlace): Promise<Lease | null> {
  const deadline = performance.now() + START_WITHIN_MS;
  for (let holder = readLease(place.lease); holder !== null; holder = readLease(place.lease)) {
    if (readServerState(place.state) !== null) {
      const user = joinUsers(place.users);
      // Looked for after joining: a server that its owner has hidden is about to end.
      if (readServerState(place.state) !== null && (await answers(place))) return user;
      user.release();
    }
    if (performance.now() > deadline) {
      throw new FlashError({
        operation: 'use the embedded catalogue',
        subject: place.datadir,
        reason: `process ${String(holder.pid)} holds it, but its server does not answer`,
        hint: `look at ${place.log}, or end process ${String(holder.pid)}`,
        transient: true,
      });
    }
    await sleep(50);
  }
  return null;
}

async function answers(place: EmbeddedPlace): Promise<boolean> {
  try {
    const connection = await openConnection(readAdministrator(place), { connectTimeout: 2_000 });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

async function reachExternal(
  catalogue: ExternalCatalogue,
  { secrets }: EmbeddedPlace,
): Promise<ReachedServer> {
  const { administrator, database, host } = parseExternal(catalogue);
  const connection = await openConnection(administrator).catch((cause: unknown) => {
    throw new FlashError({
      operation: 'open the catalogue',
      subject: catalogue.url,
      reason: 'the server does not let us in',
      hint: 'check catalogue.url, admin_user and its password, tls_ca_file where it wants TLS, and that it runs',
      transient: true,
      cause,
    });
  });
  const version = connection.serverVersion();
  await connection.end();
  refuseUnsupported(version, catalogue.url);
  const close = (): Promise<void> => Promise.resolve();
  return { administrator, database, host, secrets, pid: () => null, close };
}
