/** Opens connections to the catalogue's server, the same for the embedded one and for one of others. */

import { createConnection, createPool, type Connection, type Pool } from 'mariadb';

import { SQL_MODE } from './embedded/server-options.ts';

export type ServerAddress =
  { readonly socketPath: string } | { readonly host: string; readonly port: number };

export interface Account {
  readonly user: string;
  readonly password: string;
}

export interface ConnectionSettings extends Account {
  readonly address: ServerAddress;
  /** Null: none chosen yet. */
  readonly database: string | null;
  /** Certificates (PEM) that sign the server's; absent: not by TLS. */
  readonly tlsCa?: string;
}

/** Numbers are numbers (a BIGINT beyond 2^53 throws), times are ours, strict SQL, UTC. */
function driverOptions({ address, database, user, password, tlsCa }: ConnectionSettings) {
  return {
    ...address,
    ...(database === null ? {} : { database }),
    ...(tlsCa === undefined ? {} : { ssl: { ca: tlsCa } }),
    user,
    password,
    bigIntAsNumber: true,
    decimalAsNumber: true,
    insertIdAsNumber: true,
    checkNumberRange: true,
    collation: 'UTF8MB4_NOPAD_BIN',
    connectTimeout: 5_000,
    timezone: 'Z',
    sessionVariables: { sql_mode: SQL_MODE, time_zone: '+00:00' },
    permitLocalInfile: false,
    // An upsert that changes nothing counts no row.
    foundRows: false,
    // Text of ours that is JSON stays text until somebody parses it.
    autoJsonMap: false,
  };
}

export interface OpenOptions {
  /** Long where a server may still be recovering, ms. */
  readonly connectTimeout?: number;
  /** Lets `LOAD DATA LOCAL INFILE` read files of this machine. */
  readonly permitLocalInfile?: boolean;
}

/** One connection; the caller ends it. */
export async function openConnection(
  settings: ConnectionSettings,
  options: OpenOptions = {},
): Promise<Connection> {
  const connection = await createConnection({ ...driverOptions(settings), ...options });
  return quietly(connection);
}

/** A pool that opens connections when they are wanted and gives up after 3 s where the server is away. */
export function openPool(settings: ConnectionSettings, limit = 4): Pool {
  const pool = createPool({
    ...driverOptions(settings),
    connectTimeout: 2_500,
    connectionLimit: limit,
    minimumIdle: 0,
    idleTimeout: 60,
    acquireTimeout: 3_000,
    initializationTimeout: 2_500,
  });
  pool.on('connection', quietly);
  return pool;
}

/** A server that goes away fails the running command; without a listener it would end this process as well. */
function quietly(connection: Connection): Connection {
  return connection.on('error', () => undefined);
}
