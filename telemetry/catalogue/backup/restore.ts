/** Makes an empty catalogue what a backup says, table by table, and counts what is there afterwards. */

import type { Connection } from 'mariadb';

import { FlashError } from '../../errors.ts';
import { faultPoint } from '../../fault.ts';
import { program } from '../../program.ts';
import { isSqlError } from '../sql-error.ts';
import type { BackupManifest } from './manifest.ts';
import { readInserts, readScript } from './read-piece.ts';
import { quoteName } from './row-text.ts';

const OPERATION = 'restore the catalogue';

/** Stands in the database while a restore is not finished: nothing else opens such a catalogue. */
const UNFINISHED_RESTORE = 'restore_unfinished';

export interface RestoreOptions {
  /** With every right, on the database, and used for nothing else meanwhile. */
  readonly connection: Connection;
  /** A backup that was verified. */
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly signal: AbortSignal;
  readonly onTable?: (name: string, index: number, of: number) => void;
}

/** @throws {FlashError} where the connection's database holds anything but what an unfinished restore left. */
export async function requireEmpty(connection: Connection, hint: string): Promise<void> {
  const names = await tableNames(connection);
  if (names.length === 0 || names.includes(UNFINISHED_RESTORE)) return;
  const runs = names.includes('run') ? await countRows(connection, 'run') : 0;
  throw new FlashError({
    operation: OPERATION,
    subject: await databaseName(connection),
    reason: `it is not empty: it holds ${String(names.length)} tables and ${String(runs)} runs, which a restore would put an end to`,
    hint,
  });
}

/** @throws {FlashError} where a restore was cut short: such a catalogue is not opened. */
export async function refuseUnfinished(connection: Connection, database: string): Promise<void> {
  if (!(await tableNames(connection)).includes(UNFINISHED_RESTORE)) return;
  throw new FlashError({
    operation: 'open the catalogue',
    subject: database,
    reason: 'a restore was cut short, and what is there is not whole',
    hint: `run "${program} restore" with the same backup again: it begins anew`,
  });
}

/**
 * Restores into an empty database: the rows of every table, then views and triggers. What an earlier restore left half
 * done goes first; until the end a mark in the database keeps everybody else out.
 * @throws {FlashError} where a statement fails or a table has other than its rows.
 */
export async function restoreCatalogue(options: RestoreOptions): Promise<void> {
  const { connection, folder, manifest, signal, onTable } = options;
  await dropLeftOver(connection);
  await connection.query(`CREATE TABLE IF NOT EXISTS ${UNFINISHED_RESTORE} (backup TEXT NOT NULL)`);
  await connection.query(
    "SET SESSION foreign_key_checks = 0, unique_checks = 0, sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')",
  );
  for await (const statement of readScript(folder, manifest.structure)) {
    if (statement.startsWith('CREATE ')) await run(connection, statement, 'structure');
  }
  for (const [index, { name, rows, pieces }] of manifest.tables.entries()) {
    onTable?.(name, index, manifest.tables.length);
    for (const piece of pieces) {
      signal.throwIfAborted();
      await connection.beginTransaction();
      for await (const statement of readInserts(folder, piece)) {
        await run(connection, statement, piece.path);
      }
      await run(connection, 'COMMIT', piece.path);
    }
    const found = await countRows(connection, name);
    if (found !== rows) throw wrongCount(folder, name, rows, found);
    faultPoint('restore:table');
  }
  for await (const statement of readScript(folder, manifest.after)) {
    await run(connection, statement, 'after');
  }
  // Accounts are made anew when the catalogue is opened: their passwords are this home's.
  await connection.query("DELETE FROM meta WHERE name = 'accounts'");
  await connection.query(`DROP TABLE ${UNFINISHED_RESTORE}`);
}

async function dropLeftOver(connection: Connection): Promise<void> {
  const rows = await connection.query<{ name: string; type: string }[]>(
    'SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  );
  await connection.query('SET SESSION foreign_key_checks = 0');
  // The mark goes last, so that dropping may be cut short as well.
  const ordered = rows.toSorted((a, b) => Number(isMark(a)) - Number(isMark(b)));
  for (const { name, type } of ordered) {
    await connection.query(`DROP ${type === 'VIEW' ? 'VIEW' : 'TABLE'} ${quoteName(name)}`);
  }
}

const isMark = ({ name }: { readonly name: string }): boolean => name === UNFINISHED_RESTORE;

async function tableNames(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query<{ name: string }[]>(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  );
  return rows.map(({ name }) => name);
}

async function databaseName(connection: Connection): Promise<string> {
  const rows = await connection.query<{ name: string | null }[]>('SELECT DATABASE() AS name');
  return rows[0]?.name ?? 'the catalogue';
}

async function countRows(connection: Connection, table: string): Promise<number> {
  const rows = await connection.query<{ n: number }[]>(
    `SELECT COUNT(*) AS n FROM ${quoteName(table)}`,
  );
  return rows[0]?.n ?? 0;
}

async function run(connection: Connection, statement: string, where: string): Promise<void> {
  try {
    await connection.query(statement);
  } catch (cause) {
    const said = isSqlError(cause) ? (cause.sqlMessage ?? cause.message) : 'the statement failed';
    throw new FlashError({
      operation: OPERATION,
      subject: `${where}, "${statement.slice(0, 60).replaceAll(/\s+/g, ' ')}"`,
      reason: said,
      hint: 'when its cause is gone start the restore again: it begins anew',
      cause,
    });
  }
}

function wrongCount(folder: string, table: string, wanted: number, found: number): FlashError {
  return new FlashError({
    operation: OPERATION,
    subject: `${folder}, table ${table}`,
    reason: `${String(found)} rows are there, ${String(wanted)} should be`,
    hint: 'start the restore again, or use another backup',
  });
}
