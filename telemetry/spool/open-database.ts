/** Opens the spool's file for one process alone; a damaged file is moved aside, never overwritten. */

import type { DatabaseSync } from 'node:sqlite';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Effects } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { SPOOL_SCHEMA } from './schema.ts';

/** SQLite result codes (sqlite3.h). */
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** Above this a check of every page would hold up the start for seconds. */
const CHECK_LIMIT_BYTES = 64_000_000;

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Where a damaged file was moved; null where there was none. */
  readonly damaged: string | null;
}

/** Opens or makes the file; throws a FlashError where another agent has it open. */
export function openDatabase(file: string, effects: Effects): OpenedDatabase {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return { database: open(file), damaged: null };
  } catch (thrown) {
    if (!isDamage(thrown)) throw explain(file, thrown);
    const damaged = moveAside(file, effects);
    return { database: open(file), damaged };
  }
}

/** Whether an error of SQLite says that the file itself is broken. */
export function isDamage(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

function open(file: string): DatabaseSync {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const database = new Database(file, { timeout: 200 });
  try {
    // Exclusive before WAL: one process alone, the lock ends with the process, no shared-memory file.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA cache_size = -512; PRAGMA wal_autocheckpoint = 256');
    if (statSync(file).size < CHECK_LIMIT_BYTES) check(database);
    database.exec(SPOOL_SCHEMA);
    writeFileSync(`${file}.pid`, `${String(process.pid)}\n`);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function check(database: DatabaseSync): void {
  const answer = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (answer !== 'ok') throw Object.assign(new Error(String(answer)), { errcode: CORRUPT });
}

function moveAside(file: string, effects: Effects): string {
  const stamp = new Date(effects.clock.now()).toISOString().replaceAll(/[:.]/g, '-');
  const target = `${file}.damaged-${stamp}`;
  for (const end of ['', '-wal', '-journal']) {
    if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${target}${end}`);
  }
  effects.log.write('error', 'the spool was damaged; it was moved aside and a new one begun', {
    spool: file,
    movedTo: target,
  });
  return target;
}

function explain(file: string, cause: unknown): Error {
  if (sqliteCode(cause) !== BUSY) {
    return new FlashError({
      operation: 'open the spool',
      subject: file,
      reason: cause instanceof Error ? cause.message : String(cause),
      hint: 'check that this user may write the folder and that the disk has room',
      cause,
    });
  }
  const owner = readOwner(file);
  return new FlashError({
    operation: 'open the spool',
    subject: file,
    reason: `another agent has it open${owner}`,
    hint: 'stop that agent, or give this one its own FLASH_HOME',
    cause,
  });
}

function readOwner(file: string): string {
  try {
    return ` (process ${readFileSync(`${file}.pid`, 'utf8').trim()})`;
  } catch {
    return '';
  }
}

function sqliteCode(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : undefined;
}
