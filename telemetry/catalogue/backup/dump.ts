/** Reads the whole catalogue at one moment, while it is written to, into a folder of files. */

import type { Connection } from 'mariadb';

import type { Clock } from '../../effects.ts';
import { faultPoint } from '../../fault.ts';
import { holdStructure } from '../structure-lock.ts';
import type { BackupManifest } from './manifest.ts';
import { insertHead, quoteName, rowExpression } from './row-text.ts';
import { readStructure, type TableStructure } from './structure.ts';
import { writePiece, writeTable } from './write-piece.ts';

export type Dumped = Pick<
  BackupManifest,
  | 'server'
  | 'snapshot_ms'
  | 'position'
  | 'migrations'
  | 'data_bytes'
  | 'structure'
  | 'after'
  | 'tables'
> & { readonly kind: BackupManifest['kind'] };

export interface DumpOptions {
  /** With every right, and used for nothing else meanwhile; destroyed where the dump fails. */
  readonly connection: Connection;
  readonly folder: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told before each table. */
  readonly onTable?: (name: string, index: number, of: number) => void;
}

/** How long a migration or a change of partitions may hold us up before we give up, s. */
const STRUCTURE_WITHIN_S = 300;

/** A consistent read needs this level, whatever the server's own is; a slow disk of ours must not end the read. */
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  'SET SESSION net_write_timeout = 3600, wait_timeout = 86400, max_statement_time = 0, lock_wait_timeout = 60',
  'SET SESSION idle_transaction_timeout = 0, idle_readonly_transaction_timeout = 0',
];

/** Begins each session that takes rows back by hand. */
const BY_HAND =
  "SET NAMES utf8mb4, foreign_key_checks = 0, unique_checks = 0, time_zone = '+00:00', sql_mode = 'NO_AUTO_VALUE_ON_ZERO'";

/**
 * Writes every table into the folder; memory stays bounded however many rows there are. Writers go on meanwhile, and
 * what they write after the first read is not in it.
 */
export async function dumpCatalogue(options: DumpOptions): Promise<Dumped> {
  const { connection } = options;
  for (const statement of SESSION) await connection.query(statement);
  const lock = { operation: 'back up the catalogue', seconds: STRUCTURE_WITHIN_S };
  return await holdStructure(connection, lock, async () => {
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    try {
      const dumped = await dumpTransaction(options);
      await connection.rollback();
      return dumped;
    } catch (thrown) {
      // Rows may still be on the wire: such a connection answers nothing more, and its locks go with it.
      connection.destroy();
      throw thrown;
    }
  });
}

async function dumpTransaction(options: DumpOptions): Promise<Dumped> {
  const { connection, folder, clock, signal, onTable } = options;
  const snapshotMs = clock.now();
  const structure = await readStructure(connection);
  const facts = await readFacts(connection);
  const creates = structure.tables.map(({ create }) => create);
  const before = await writePiece(folder, 'structure.sql.gz', script([BY_HAND, ...creates]));
  const tables: BackupManifest['tables'] = [];
  for (const [index, table] of structure.tables.entries()) {
    onTable?.(table.name, index, structure.tables.length);
    const rows = readRows(connection, table, signal);
    const head = insertHead(table.name, table.columns);
    const pieces = await writeTable(folder, { table: table.name, head, rows });
    const count = pieces.reduce((sum, piece) => sum + piece.rows, 0);
    tables.push({ name: table.name, rows: count, pieces: [...pieces] });
    faultPoint('backup:table');
  }
  const after = await writePiece(folder, 'after.sql.gz', script(structure.after));
  return {
    ...facts,
    server: connection.serverVersion(),
    snapshot_ms: snapshotMs,
    data_bytes: structure.dataBytes,
    structure: { ...before, rows: 0 },
    after: { ...after, rows: 0 },
    tables,
  };
}

type Facts = Pick<Dumped, 'kind' | 'position' | 'migrations'>;

async function readFacts(connection: Connection): Promise<Facts> {
  const [position] = await connection.query<{ seq: number | null }[]>(
    'SELECT MAX(seq) AS seq FROM `change`',
  );
  const [kind] = await connection.query<{ value: string }[]>(
    "SELECT value FROM meta WHERE name = 'kind'",
  );
  const migrations = await connection.query<{ number: number; name: string; sha256: string }[]>(
    'SELECT number, name, sha256 FROM schema_migration ORDER BY number',
  );
  return {
    position: position?.seq ?? 0,
    kind: kind?.value === 'demo' ? 'demo' : 'real',
    migrations: migrations.map(({ number, name, sha256 }) => ({ number, name, sha256 })),
  };
}

/** Rows as the server writes them, in the order of its own storage; the server waits while we do. */
async function* readRows(
  connection: Connection,
  { name, columns }: TableStructure,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const sql = `SELECT ${rowExpression(columns)} FROM ${quoteName(name)}`;
  const stream = connection.queryStream({ sql, rowsAsArray: true });
  // A lost connection is told twice; the second time nobody listens any more.
  stream.on('error', () => undefined);
  for await (const row of stream as AsyncIterable<[Buffer]>) {
    signal.throwIfAborted();
    yield row[0];
  }
}

/** Statements that may hold semicolons, as the MariaDB client reads them. */
async function* script(statements: readonly string[]): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield Buffer.from('DELIMITER $$\n');
  for (const statement of statements) yield Buffer.from(`${statement}\n$$\n`);
  yield Buffer.from('DELIMITER ;\n');
}
