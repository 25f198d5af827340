/** Opens the catalogue of a configuration: finds or starts its server, brings its tables up to date, gives out pools. */

import type { Connection, Pool } from 'mariadb';

import type { FlashConfig } from '../config/schema.ts';
import { silentLog, systemClock, type Clock, type Effects, type Log } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { backUp, type BackupConfig } from './backup/back-up.ts';
import { refuseUnfinished } from './backup/restore.ts';
import { ACCOUNT_NAMES, ensureAccounts, readAccount } from './accounts.ts';
import { applyCampaigns } from './campaigns.ts';
import {
  openConnection,
  openPool,
  type ConnectionSettings,
  type OpenOptions,
} from './connection.ts';
import { migrate } from './migrate.ts';
import { widthFor } from './partitions/bounds.ts';
import { extendPartitions } from './partitions/extend.ts';
import { isTransientSqlError } from './sql-error.ts';
import { reachServer, type ReachedServer } from './reach.ts';

export interface CatalogueOptions {
  readonly config: BackupConfig & Pick<FlashConfig, 'catalogue' | 'campaigns'>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly log?: Log;
  readonly clock?: Clock;
  /**
   * `hold` (the hub): the embedded server is ours for as long as we run, and one that another process holds is an
   * error. `use` (commands): a running server is used, else one is started for the time of the command.
   */
  readonly mode: 'hold' | 'use';
  /** More arguments for an embedded server that is started here; for tests. */
  readonly serverArguments?: readonly string[];
}

export interface CataloguePools {
  /** Writes facts; for the recorder and for tokens. */
  readonly recorder: Pool;
  /** Reads; for the publisher and the commands that print. */
  readonly publisher: Pool;
  /** Writes log entries. */
  readonly gateway: Pool;
}

export interface Catalogue extends AsyncDisposable {
  readonly pools: CataloguePools;
  readonly database: string;
  /** How the administrator connects, for a child process that loads in bulk. */
  readonly administrator: ConnectionSettings;
  /** Opens a connection with every right, for migrations and tests; the caller ends it. */
  readonly openAdministrator: (options?: OpenOptions) => Promise<Connection>;
  /** Process id of the embedded server, where this process runs it; null elsewhere. */
  readonly serverPid: () => number | null;
  /** Closes the pools and ends a server that was started here. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the catalogue; migrations, accounts and the configuration's campaigns are up to date when it resolves.
 * @throws {FlashError} where there is no server to be had, or the catalogue is not this configuration's.
 */
export async function openCatalogue(options: CatalogueOptions): Promise<Catalogue> {
  const { config, env = process.env, log = silentLog, clock = systemClock, mode } = options;
  const { serverArguments = [] } = options;
  const server = await reachServer({ config, env, log, clock, mode, serverArguments });
  try {
    await prepare(server, { config, clock, log });
    return openPools(server);
  } catch (thrown) {
    await server.close();
    throw thrown;
  }
}

async function prepare(
  { administrator, database, host, secrets }: ReachedServer,
  { config, clock, log }: { readonly config: CatalogueOptions['config'] } & Effects,
): Promise<void> {
  const connection = await openConnection(administrator);
  try {
    await connection.query(
      `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
    );
    await connection.query(`USE \`${database}\``);
    await refuseUnfinished(connection, database);
    const beforeChange = async (): Promise<void> => {
      if (!config.backup.before_migrations) return;
      log.write('info', 'backing up the catalogue before its tables are changed');
      const connect = () => openConnection({ ...administrator, database });
      const { signal } = new AbortController();
      await backUp({ config, connect, reason: 'migration', clock, log, signal });
    };
    await migrate({ connection, database, isDemo: config.isDemo, clock, beforeChange });
    await ensureAccounts({ connection, database, host, secrets });
    await applyCampaigns({ connection, campaigns: config.campaigns, clock });
    await extendAll(connection, config.catalogue.keep, clock.now());
  } finally {
    await connection.end();
  }
}

/** Readings find their partition also where no hub runs. */
async function extendAll(
  connection: Connection,
  { raw_days: raw, minute_days: minutes }: FlashConfig['catalogue']['keep'],
  now: number,
): Promise<void> {
  try {
    await extendPartitions(connection, 'reading', { now, width: widthFor(raw ?? null) });
    await extendPartitions(connection, 'reading_minute', { now, width: widthFor(minutes ?? null) });
  } catch (thrown) {
    // Somebody reads for long, or backs up: "later" takes what comes until the hub or the next opening has its turn.
    const isTransient = thrown instanceof FlashError && thrown.isTransient();
    if (!isTransient && !isTransientSqlError(thrown)) throw thrown;
  }
}

function openPools(server: ReachedServer): Catalogue {
  const { administrator, database, secrets } = server;
  const own = (user: ConnectionSettings): ConnectionSettings => ({ ...user, database });
  const [recorder, publisher, gateway] = ACCOUNT_NAMES.map((name) =>
    openPool(own({ ...administrator, ...readAccount(secrets, name) })),
  );
  if (recorder === undefined || publisher === undefined || gateway === undefined) {
    throw new RangeError('there are three accounts');
  }
  const pools = { recorder, publisher, gateway };
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
    await server.close();
  };
  return {
    pools,
    database,
    administrator: own(administrator),
    openAdministrator: (options) => openConnection(own(administrator), options),
    serverPid: server.pid,
    close,
    [Symbol.asyncDispose]: close,
  };
}
