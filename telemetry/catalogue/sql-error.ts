/** Sorts the errors of the database: gone away (try later), not allowed, or wrong data. */

import { SqlError } from 'mariadb';

import { errorCode } from '../errors.ts';

export function isSqlError(thrown: unknown): thrown is SqlError {
  return thrown instanceof SqlError;
}

/**
 * What lies in the server's state and not in the statement, by name in MariaDB's list of error codes:
 * two waited for each other, it goes down, it is full or out of memory, it was set read-only, an account lost a right.
 */
const TRANSIENT: ReadonlySet<number> = new Set(
  [
    [1205, 1213], // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
    [1053, 1317, 1927], // ER_SERVER_SHUTDOWN, ER_QUERY_INTERRUPTED, ER_CONNECTION_KILLED
    [1040, 1203, 1226], // ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED
    [1021, 1114, 1026, 3], // ER_DISK_FULL, ER_RECORD_FILE_FULL, ER_ERROR_ON_WRITE, EE_WRITE
    [1030, 1180, 1296], // ER_GET_ERRNO, ER_ERROR_DURING_COMMIT, ER_GET_ERRMSG: the storage engine could not
    [1037, 1038, 1041], // ER_OUTOFMEMORY, ER_OUT_OF_SORTMEMORY, ER_OUT_OF_RESOURCES
    [1290, 1792, 1836], // ER_OPTION_PREVENTS_STATEMENT (read_only) and its kin
    [1044, 1045, 1142, 1143, 1227, 1698], // access denied: a person gives the right back
  ].flat(),
);

/** Errors of the driver about a connection start here; the server's own numbers are below 10 000. */
const FIRST_DRIVER_ERROR = 45_000;

/** Whether the same call may succeed later with nothing changed: the server is away, full, read-only, or two waited for each other. */
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
