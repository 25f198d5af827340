/** Opens the spool's file for one process alone; a damaged file is moved aside, and what is whole in it goes on in a new one. */

import type { DatabaseSync } from 'node:sqlite';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import type { Effects } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { salvage } from './salvage.ts';
import { damagedFile, describeSalvage, readReports, writeReport } from './salvage-report.ts';
import type { SalvageReport } from './salvage-report.ts';
import { SPOOL_SCHEMA } from './schema.ts';
import { addSumColumns, addSumFunction, countBroken } from './sum.ts';

/** SQLite result codes (sqlite3.h). */
const BUSY = 5;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

/** Above this a check of every page would hold up the start for seconds. */
const CHECK_LIMIT_BYTES = 64_000_000;

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** What became of the last damaged file that is still kept; null where there is none. */
  readonly salvaged: SalvageReport | null;
}

/** Opens or makes the file; throws a FlashError where another agent has it open. `node`: who tells of lost facts. */
export function openDatabase(file: string, node: string | null, effects: Effects): OpenedDatabase {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  endSalvage(file);
  try {
    refuseEmptied(file);
    return { database: open(file), salvaged: readReports(file)[0] ?? null };
  } catch (thrown) {
    if (!isDamage(thrown)) throw explain(file, thrown);
  }
  try {
    const at = effects.clock.now();
    const movedTo = damagedFile(file, at);
    const reason = 'lost with a damaged spool; what its source still holds is read again';
    const found = salvage(file, salvagedFile(file), { node, at, reason });
    const salvaged: SalvageReport = { at, movedTo, ...found };
    moveAside(file, salvaged, effects);
    endSalvage(file);
    return { database: open(file), salvaged };
  } catch (thrown) {
    throw explain(file, thrown);
  }
}

function salvagedFile(file: string): string {
  return `${file}.salvaged`;
}

/** Puts what was salvaged into its place once the damaged file has left it; before that it may be half made. */
function endSalvage(file: string): void {
  if (existsSync(file)) rmSync(salvagedFile(file), { force: true });
  else if (existsSync(salvagedFile(file))) {
    // A kill between the moves left the log of the damaged file: beside the new one SQLite would play it back.
    for (const end of ['-wal', '-journal']) rmSync(`${file}${end}`, { force: true });
    renameSync(salvagedFile(file), file);
  }
}

/** SQLite takes a file of no bytes for a new one; where a spool was opened before, it is what is left of that. */
function refuseEmptied(file: string): void {
  if (!existsSync(file) || !existsSync(`${file}.pid`) || statSync(file).size > 0) return;
  throw Object.assign(new Error('it has no bytes'), { errcode: CORRUPT });
}

/** Whether an error of SQLite says that the file itself is broken. */
export function isDamage(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

/** A row that is not what was written: to be treated as SQLite's own word of damage. */
export function brokenRow(what: string): Error {
  return Object.assign(new Error(`${what} is not what was written`), { errcode: CORRUPT });
}

/** Whether an error of SQLite says that the disk has no room. */
export function isFullDisk(thrown: unknown): boolean {
  return sqliteCode(thrown) === FULL;
}

/** The same for a person. */
export function fullDisk(file: string, cause: unknown): FlashError {
  return new FlashError({
    operation: 'write the spool',
    subject: file,
    reason: 'its disk is full',
    hint: 'make room on it; nothing is lost meanwhile: what was read waits, and its sources are read no further',
    transient: true,
    cause,
  });
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
    addSumFunction(database);
    database.exec(SPOOL_SCHEMA);
    addSumColumns(database);
    check(database, file);
    writeFileSync(`${file}.pid`, `${String(process.pid)}\n`);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** A file that broke while it was used is checked whole, however large. */
function check(database: DatabaseSync, file: string): void {
  const isSuspect = existsSync(suspectFile(file));
  if (!isSuspect && statSync(file).size >= CHECK_LIMIT_BYTES) return;
  const pragma = isSuspect ? 'integrity_check' : 'quick_check';
  const answer = database.prepare(`PRAGMA ${pragma}(1)`).get()?.[pragma];
  if (answer !== 'ok') throw Object.assign(new Error(String(answer)), { errcode: CORRUPT });
  if (isSuspect && countBroken(database) > 0) throw brokenRow('a row');
  if (isSuspect) rmSync(suspectFile(file), { force: true });
}

function suspectFile(file: string): string {
  return `${file}.suspect`;
}

/** Lets the next start check the whole file; returns the error for a person. */
export function suspect(file: string, cause: unknown): FlashError {
  writeFileSync(suspectFile(file), `${String(cause)}\n`);
  return new FlashError({
    operation: 'use the spool',
    subject: file,
    reason: 'its file is damaged',
    hint: 'start the agent again: it saves what is whole, and reads sources again where something is lost',
    cause,
  });
}

function moveAside(file: string, report: SalvageReport, effects: Effects): void {
  const { movedTo, saved, lost, gaps, resumed, readAgain } = report;
  writeReport(report);
  for (const end of ['', '-wal', '-journal']) {
    if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${movedTo}${end}`);
  }
  rmSync(suspectFile(file), { force: true });
  effects.log.write('error', describeSalvage(report), {
    spool: file,
    movedTo,
    factsSaved: saved,
    factsLost: lost ?? 'unknown',
    gaps: gaps.length,
    resumed: resumed.join(', ') || 'none',
    readAgain: readAgain.join(', ') || 'none',
  });
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
