/** Reads the existing run table where it lives, row by row, as text; the database driver is loaded only here, when asked for. */

import type { Connection } from 'mariadb';
import type { RunlogColumn } from '#agents/formats/runlog-csv.ts';
import { RUNLOG_COLUMNS } from '#agents/formats/runlog-csv.ts';
import { nearestName } from '#telemetry/config/nearest-name.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import type { TableAddress } from './table-address.ts';

export interface TableReader {
  /** All rows of one moment, as text; NULL is empty text. @throws FlashError, transient where the server went away. */
  rows<Column extends RunlogColumn>(
    columns: readonly Column[],
  ): AsyncIterable<Readonly<Record<Column, string>>>;
  close(): Promise<void>;
}

export interface TableAccount {
  readonly user: string;
  readonly password: string;
}

const CONNECT_MS = 5_000;

/** Access denied, no such database, no such table, no right to read it: trying again does not help. */
const LASTING = new Set([1044, 1045, 1049, 1142, 1146, 1698]);

/** Connects, checks the columns, and holds one moment of the table; it cannot write. @throws FlashError. */
export async function openTable(
  address: TableAddress,
  account: TableAccount,
): Promise<TableReader> {
  const connection = await connect(address, account);
  try {
    await checkColumns(connection, address);
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (thrown) {
    connection.destroy();
    throw thrown instanceof FlashError ? thrown : explain(address, thrown);
  }
  return {
    rows: (columns) => readRows(connection, address, columns),
    async close() {
      await connection.end().catch(() => connection.destroy());
    },
  };
}

async function connect(address: TableAddress, account: TableAccount): Promise<Connection> {
  const { createConnection } = await import('mariadb');
  try {
    const connection = await createConnection({
      ...address.server,
      ...account,
      database: address.database,
      connectTimeout: CONNECT_MS,
      permitLocalInfile: false,
    });
    return connection.on('error', () => undefined);
  } catch (thrown) {
    throw explain(address, thrown);
  }
}

/** The names must be those of the catalogue, letter by letter; other columns beside them are left alone. */
async function checkColumns(connection: Connection, address: TableAddress): Promise<void> {
  const { database, table, name } = address;
  const found = await connection.query<[string][]>(
    {
      sql: 'SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION',
      rowsAsArray: true,
    },
    [database, table],
  );
  const columns = found.map(([column]) => column);
  if (columns.length === 0) throw await noTable(connection, address);
  const missing = RUNLOG_COLUMNS.filter((column) => !columns.includes(column));
  const [first] = missing;
  if (first === undefined) return;
  const others = columns.filter((column) => !RUNLOG_COLUMNS.some((known) => known === column));
  const near = nearestName(first, others);
  throw new FlashError({
    operation: 'read the run table',
    subject: name,
    reason: [
      `the table has no column '${first}'${near === null ? '' : ` (but '${near}')`}`,
      `  expected: ${RUNLOG_COLUMNS.join(', ')}`,
      `  found:    ${columns.join(', ')}`,
      `  missing:  ${missing.join(', ')}`,
    ].join('\n'),
    hint: 'make a view of the table that gives these columns their expected names, and import the view',
  });
}

async function noTable(
  connection: Connection,
  { database, table, name }: TableAddress,
): Promise<FlashError> {
  const tables = await connection.query<[string][]>(
    {
      sql: 'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME LIMIT 20',
      rowsAsArray: true,
    },
    [database],
  );
  const seen = tables.map(([one]) => one).join(', ');
  return new FlashError({
    operation: 'read the run table',
    subject: name,
    reason: `the database ${database} has no table '${table}' that this account may read`,
    hint: seen === '' ? 'check the name, and the rights of the account' : `it has ${seen}`,
  });
}

async function* readRows<Column extends RunlogColumn>(
  connection: Connection,
  address: TableAddress,
  columns: readonly Column[],
): AsyncIterable<Readonly<Record<Column, string>>> {
  const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
  // As the server prints them: 1, 0.5, 2023-12-07 11:38:45.
  const list = columns.map((column) => `CAST(${quote(column)} AS CHAR) AS ${quote(column)}`);
  const from = `${quote(address.database)}.${quote(address.table)}`;
  const sql = `SELECT ${list.join(', ')} FROM ${from}`;
  const stream = connection.queryStream({ sql, rowsAsArray: true });
  try {
    for await (const row of stream as AsyncIterable<readonly unknown[]>) {
      yield toRecord(columns, row);
    }
  } catch (thrown) {
    throw explain(address, thrown);
  }
}

/** Every cell is asked for as text; anything else is one the driver made of it. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function toRecord<Column extends string>(
  columns: readonly Column[],
  row: readonly unknown[],
): Readonly<Record<Column, string>> {
  const cells = columns.map((column, n) => [column, cellText(row[n])]);
  return Object.fromEntries(cells) as Record<Column, string>;
}

/** The driver's error as a person reads it. */
function explain(address: TableAddress, thrown: unknown): FlashError {
  if (thrown instanceof FlashError) return thrown;
  const number =
    thrown instanceof Error && 'errno' in thrown && typeof thrown.errno === 'number'
      ? thrown.errno
      : 0;
  const said =
    thrown instanceof Error && 'sqlMessage' in thrown && typeof thrown.sqlMessage === 'string'
      ? thrown.sqlMessage
      : String(thrown instanceof Error ? thrown.message : thrown).split('\n')[0];
  const isLasting = LASTING.has(number);
  return new FlashError({
    operation: 'read the run table',
    subject: address.name,
    reason: said ?? errorCode(thrown) ?? 'the server said nothing',
    hint: isLasting
      ? 'check --user, --password-file (or FLASH_IMPORT_PASSWORD), and that this account may SELECT from the table'
      : 'check host, port or socket, and that MariaDB runs there and lets this machine in',
    transient: !isLasting,
  });
}
