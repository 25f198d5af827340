/** Saves from a damaged spool what is whole: its facts become those of a new spool, numbered anew. */

import type { DatabaseSync } from 'node:sqlite';
import { rmSync } from 'node:fs';

import { readRows } from './read-pages.ts';
import type { Row } from './read-pages.ts';
import { SPOOL_SCHEMA } from './schema.ts';

export interface Salvaged {
  readonly facts: number;
  /** Facts that had been stored and are not there; null where the file no longer says how many there were. */
  readonly lost: number | null;
  /** Collectors that go on where they stopped; every other one reads its source again. */
  readonly resumed: readonly string[];
}

/** What the damaged file still knows of its order: read by SQLite itself, whole or not at all. */
interface Books {
  readonly streams: ReadonlyMap<string, { readonly next: number; readonly acknowledged: number }>;
  readonly cursor: readonly Row[];
}

/**
 * Makes the new spool beside the damaged one, which stays as it is.
 *
 * A fact may be saved that the recorder has already: its natural key makes that harmless. A collector's cursor is kept
 * only where not one of its facts is missing, since else what was lost would never be read again.
 *
 * @throws what SQLite throws where the new file cannot be written
 */
export function salvage(damaged: string, target: string): Salvaged {
  const books = readBooks(damaged);
  rmSync(target, { force: true });
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const database = new Database(target);
  try {
    database.exec(`${SPOOL_SCHEMA}; ${FOUND}; BEGIN`);
    gather(database, damaged, books);
    const resumed = books === null ? [] : keepCursors(database, books);
    database.exec(`${NUMBER}; COMMIT`);
    const facts = count(database, 'SELECT count(*) AS n FROM facts');
    return { facts, lost: books === null ? null : expected(books) - facts, resumed };
  } finally {
    database.close();
  }
}

const FOUND = `CREATE TEMP TABLE found (
  stream TEXT, seq INTEGER, at INTEGER, body TEXT, trace TEXT, PRIMARY KEY (stream, seq)
) STRICT`;

const NUMBER = `
  INSERT INTO facts
    SELECT stream, row_number() OVER (PARTITION BY stream ORDER BY seq) AS n, at, body, trace
    FROM found ORDER BY at, stream, n;
  INSERT INTO stream SELECT stream, max(seq) + 1, 0 FROM facts GROUP BY stream`;

function gather(database: DatabaseSync, damaged: string, books: Books | null): void {
  // A page that was given back may hold a delivered row of an older numbering: of two the younger is the one that waits.
  const keep = database.prepare(`
    INSERT INTO found VALUES (?, ?, ?, ?, ?) ON CONFLICT (stream, seq) DO UPDATE
      SET at = excluded.at, body = excluded.body, trace = excluded.trace WHERE excluded.at > found.at`);
  const setAside = database.prepare('INSERT OR IGNORE INTO aside VALUES (?, ?, ?, ?, ?)');
  for (const row of readRows(damaged)) {
    const [stream, seq] = row;
    if (isFact(row)) {
      const known = books?.streams.get(String(stream));
      // Rows of pages that were given back: the recorder has them, or they never were.
      const isOld =
        known !== undefined && (Number(seq) <= known.acknowledged || Number(seq) >= known.next);
      if (!isOld) keep.run(...row);
    } else if (isAside(row)) setAside.run(...row);
  }
}

function isFact(row: Row): boolean {
  const [stream, seq, at, body, trace] = row;
  const isNumbered = isName(stream) && isCount(seq) && isCount(at);
  return row.length === 5 && isNumbered && isObject(body) && (trace === null || isTrace(trace));
}

function isAside(row: Row): boolean {
  const [stream, seq, at, reason, body] = row;
  const isNumbered = isName(stream) && isCount(seq) && isCount(at);
  return row.length === 5 && isNumbered && typeof reason === 'string' && isObject(body);
}

function isName(value: Row[number] | undefined): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9_.-]{0,63}$/.test(value);
}

function isCount(value: Row[number] | undefined): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isTrace(value: Row[number] | undefined): boolean {
  return typeof value === 'string' && /^[0-9a-f]{2}-[0-9a-f-]+$/.test(value);
}

/** A text that was cut or mixed with noise is no JSON any more. */
function isObject(value: Row[number] | undefined): boolean {
  if (typeof value !== 'string' || !value.startsWith('{"')) return false;
  try {
    return typeof JSON.parse(value) === 'object';
  } catch {
    return false;
  }
}

/** Null where SQLite cannot read them: half of an order is none. */
function readBooks(file: string): Books | null {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  let database: DatabaseSync | null = null;
  try {
    database = new Database(file, { timeout: 200 });
    // A file that was cut is opened only where the schema may be written (as "Recovering Data" of SQLite does).
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA writable_schema = ON');
    const streams = database.prepare('SELECT name, next, acknowledged FROM stream NOT INDEXED');
    const cursor = database.prepare('SELECT collector, key, value FROM cursor NOT INDEXED').all();
    return {
      streams: new Map(
        streams.all().map(({ name, next, acknowledged }) => {
          return [String(name), { next: Number(next), acknowledged: Number(acknowledged) }];
        }),
      ),
      cursor: cursor.map(({ collector, key, value }) => [collector, key, value].map(String)),
    };
  } catch {
    return null;
  } finally {
    database?.close();
  }
}

/** Returns the collectors whose facts are all there and whose cursor is kept. */
function keepCursors(database: DatabaseSync, { streams, cursor }: Books): string[] {
  const found = database.prepare('SELECT count(*) AS n FROM found WHERE stream = ?');
  const isWhole = (collector: string): boolean => {
    const known = streams.get(collector);
    const wanted = known === undefined ? 0 : known.next - known.acknowledged - 1;
    return Number(found.get(collector)?.['n'] ?? 0) === wanted;
  };
  const names = new Set(cursor.map(([collector]) => String(collector)));
  const kept = [...names].filter(isWhole);
  const keep = database.prepare('INSERT INTO cursor VALUES (?, ?, ?)');
  for (const row of cursor) if (kept.includes(String(row[0]))) keep.run(...row);
  return kept;
}

function expected({ streams }: Books): number {
  let sum = 0;
  for (const { next, acknowledged } of streams.values()) sum += next - acknowledged - 1;
  return sum;
}

function count(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['n'] ?? 0);
}
