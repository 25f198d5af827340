/** Reads `mariadb://host:port/database/table` and `mariadb:///database/table?socket=/path`: where a table is, without a password. */

import { UsageError } from '#telemetry/command.ts';

export interface TableAddress {
  /** As a person finds it, without account; the same table has the same name. */
  readonly name: string;
  readonly server:
    { readonly socketPath: string } | { readonly host: string; readonly port: number };
  readonly database: string;
  readonly table: string;
  readonly user: string | null;
}

const PORT = 3306;
const FORM = 'mariadb://host:port/database/table or mariadb:///database/table?socket=/path';

function wrong(reason: string): UsageError {
  return new UsageError(`${reason}; expected ${FORM}`);
}

/** @throws UsageError where it has another form, or holds a password. */
export function parseTableAddress(text: string): TableAddress {
  const url = URL.parse(text);
  if (url === null) throw wrong('the address of the table cannot be read');
  if (url.password !== '') {
    throw new UsageError(
      'the address holds a password, which every user of this machine can see: take it out, and name a file with --password-file or set FLASH_IMPORT_PASSWORD',
    );
  }
  const [database = '', table = '', ...rest] = url.pathname.slice(1).split('/').map(decode);
  if (database === '' || table === '' || rest.length > 0) {
    throw wrong(`the address names no database and table ('${url.pathname}')`);
  }
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'socket');
  if (unknown !== undefined) throw wrong(`'${unknown}' is no part of an address`);
  const socketPath = url.searchParams.get('socket');
  const user = url.username === '' ? null : decode(url.username);
  const path = `${database}/${table}`;
  if (socketPath !== null) {
    if (url.hostname !== '') throw wrong('the address has a host and a socket');
    const name = `mariadb:///${path}?socket=${socketPath}`;
    return { name, server: { socketPath }, database, table, user };
  }
  if (url.hostname === '') throw wrong('the address has no host and no socket');
  const host = decode(url.hostname).replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? PORT : Number(url.port);
  const at = port === PORT ? url.hostname : `${url.hostname}:${port}`;
  return { name: `mariadb://${at}/${path}`, server: { host, port }, database, table, user };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(`'${text}' is not a proper part of an address`);
  }
}
