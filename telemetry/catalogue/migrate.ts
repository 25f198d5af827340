/** Brings a catalogue's tables up to date: forward only, under a lock, every earlier step proved unchanged. */

import type { Connection } from 'mariadb';

import type { Clock } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { readMigrations, type Migration } from './migration-files.ts';
import { isSqlError } from './sql-error.ts';
import { holdStructure } from './structure-lock.ts';

/** ER_TABLE_EXISTS_ERROR, ER_TRG_ALREADY_EXISTS, ER_DUP_FIELDNAME, ER_DUP_KEYNAME. */
const ALREADY_THERE = new Set([1050, 1359, 1060, 1061]);

const LOCK_WITHIN_S = 120;

export interface MigrateOptions {
  readonly connection: Connection;
  readonly database: string;
  readonly isDemo: boolean;
  readonly clock: Clock;
  readonly migrations?: readonly Migration[];
  /** Called before tables that hold something are changed; where it fails nothing is. */
  readonly beforeChange?: () => Promise<void>;
}

interface AppliedRow {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly statements: number;
  readonly applied_ms: number | null;
}

/**
 * Applies what is missing; resolves with the names of the migrations applied. One that was cut short by a crash is
 * continued where it stopped.
 * @throws {FlashError} where an applied file has changed, the catalogue is newer than this program, or it is of the
 * other sort (demo or real).
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const { connection, database, isDemo, migrations = readMigrations() } = options;
  await lock(connection, database);
  try {
    await prepareTables(connection);
    const applied = await connection.query<AppliedRow[]>(
      'SELECT number, name, sha256, statements, applied_ms FROM schema_migration ORDER BY number',
    );
    refuseChanged(applied, migrations, database);
    const missing = migrations.slice(applied.filter((row) => row.applied_ms !== null).length);
    const isBegun = applied.some((row) => row.applied_ms === null);
    // One that was begun had its turn before that.
    if (missing.length > 0 && applied.length > 0 && !isBegun) await options.beforeChange?.();
    if (missing.length > 0) {
      const lock = { operation: 'migrate the catalogue', seconds: LOCK_WITHIN_S };
      await holdStructure(connection, lock, async () => {
        for (const migration of missing) {
          const begun = applied.find((row) => row.number === migration.number);
          await apply(migration, begun?.statements ?? null, options);
        }
      });
    }
    await markKind(connection, database, isDemo);
    return missing.map(({ name }) => name);
  } finally {
    await connection.query('DO RELEASE_LOCK(?)', [lockName(database)]);
  }
}

function lockName(database: string): string {
  return `${database}.migrate`;
}

async function lock(connection: Connection, database: string): Promise<void> {
  const rows = await connection.query<{ got: number | null }[]>('SELECT GET_LOCK(?, ?) AS got', [
    lockName(database),
    LOCK_WITHIN_S,
  ]);
  if (rows[0]?.got === 1) return;
  throw new FlashError({
    operation: 'migrate the catalogue',
    subject: database,
    reason: `another process has been migrating it for ${String(LOCK_WITHIN_S)} s`,
    hint: 'wait until it has ended, then try again',
    transient: true,
  });
}

async function prepareTables(connection: Connection): Promise<void> {
  await connection.query(`CREATE TABLE IF NOT EXISTS schema_migration (
    number INT UNSIGNED PRIMARY KEY,
    name VARCHAR(191) NOT NULL,
    sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- Statements done so far: a migration that a crash cut short goes on from there.
    statements INT UNSIGNED NOT NULL,
    applied_ms BIGINT NULL
  )`);
}

function refuseChanged(
  applied: readonly AppliedRow[],
  migrations: readonly Migration[],
  database: string,
): void {
  for (const row of applied) {
    const file = migrations[row.number - 1];
    if (file?.sha256 === row.sha256) continue;
    throw new FlashError({
      operation: 'migrate the catalogue',
      subject: `${database}, migration ${row.name}`,
      reason:
        file === undefined
          ? 'the catalogue was made by a newer version of this program'
          : 'its file is not the one that was applied: migrations are never changed, only added',
      hint:
        file === undefined
          ? 'update this program'
          : 'restore the file, or, where the data may go, start with a new home (FLASH_HOME)',
    });
  }
}

async function apply(
  migration: Migration,
  done: number | null,
  { connection, clock, database }: MigrateOptions,
): Promise<void> {
  if (done === null) {
    await connection.query(
      'INSERT INTO schema_migration (number, name, sha256, statements) VALUES (?, ?, ?, 0)',
      [migration.number, migration.name, migration.sha256],
    );
  }
  for (const [index, statement] of migration.statements.entries()) {
    if (index < (done ?? 0)) continue;
    // A crash may have come between a statement and its note: only then may its table be there already.
    const mayBeDone = done !== null && index === done;
    await run(connection, statement, mayBeDone).catch((cause: unknown) => {
      throw failed(migration, statement, database, cause);
    });
    await connection.query('UPDATE schema_migration SET statements = ? WHERE number = ?', [
      index + 1,
      migration.number,
    ]);
  }
  await connection.query('UPDATE schema_migration SET applied_ms = ? WHERE number = ?', [
    clock.now(),
    migration.number,
  ]);
}

async function run(connection: Connection, statement: string, mayBeDone: boolean): Promise<void> {
  try {
    await connection.query(statement);
  } catch (thrown) {
    if (mayBeDone && isSqlError(thrown) && ALREADY_THERE.has(thrown.errno)) return;
    throw thrown;
  }
}

function failed(
  migration: Migration,
  statement: string,
  database: string,
  cause: unknown,
): FlashError {
  return new FlashError({
    operation: 'migrate the catalogue',
    subject: `${database}, ${migration.name}, "${statement.slice(0, 60).replaceAll(/\s+/g, ' ')}"`,
    reason: isSqlError(cause) ? (cause.sqlMessage ?? cause.message) : 'the statement failed',
    hint: 'look at the message of the server; run again when its cause is gone',
    cause,
  });
}

/** A catalogue is made as demo or as real, once, and refuses the other for ever. */
async function markKind(connection: Connection, database: string, isDemo: boolean): Promise<void> {
  const wanted = isDemo ? 'demo' : 'real';
  await connection.query(
    "INSERT INTO meta (name, value) VALUES ('kind', ?) ON DUPLICATE KEY UPDATE name = name",
    [wanted],
  );
  const rows = await connection.query<{ value: string }[]>(
    "SELECT value FROM meta WHERE name = 'kind'",
  );
  const kind = rows[0]?.value ?? wanted;
  if (kind === wanted) return;
  throw new FlashError({
    operation: 'open the catalogue',
    subject: database,
    reason: `it is a ${kind} catalogue and was to be opened as a ${wanted} one`,
    hint: isDemo ? 'leave --demo away' : 'add --demo, or use another catalogue',
  });
}
