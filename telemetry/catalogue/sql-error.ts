/** Sorts the errors of the database: gone away (try later), not allowed, or wrong data. */

import { SqlError } from 'mariadb';

import { errorCode } from '../errors.ts';

export function isSqlError(thrown: unknown): thrown is SqlError {
  return thrown instanceof SqlError;
}

/** ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_SERVER_SHUTDOWN, ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_CONNECTION_KILLED, ER_QUERY_INTERRUPTED. */
const TRANSIENT = new Set([1205, 1213, 1053, 1040, 1203, 1927, 1317]);

/** Errors of the driver about a connection start here; the server's own numbers are below 10 000. */
const FIRST_DRIVER_ERROR = 45_000;

/** Whether the same call may succeed later with nothing changed: the server is away, restarting, or two waited for each other. */
export function isTransientSqlError(thrown: unknown): boolean {
  if (isSqlError(thrown)) {
    if (thrown.fatal || TRANSIENT.has(thrown.errno)) return true;
    return thrown.errno >= FIRST_DRIVER_ERROR || thrown.errno <= 0;
  }
  const code = errorCode(thrown);
  return code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** Whether the database refused the values themselves (SQLSTATE class 22 or 23): the same call fails for ever. */
export function isDataError(thrown: unknown): boolean {
  return isSqlError(thrown) && /^2[23]/.test(thrown.sqlState ?? '');
}
