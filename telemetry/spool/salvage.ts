/** Saves from a damaged spool what is whole: its facts become those of a new spool, numbered anew. */

import type { DatabaseSync } from 'node:sqlite';
import { rmSync } from 'node:fs';

import type { GapFact } from '../facts/gap.ts';
import { readRows } from './read-pages.ts';
import type { Row } from './read-pages.ts';
import type { LostRange, SalvageReport } from './salvage-report.ts';
import { SPOOL_SCHEMA } from './schema.ts';
import { addSumFunction, isWhole } from './sum.ts';

export type Salvaged = Pick<SalvageReport, 'saved' | 'lost' | 'gaps' | 'resumed' | 'readAgain'>;

/** Whose spool it is, and what the recorder is told of what is lost. */
export interface SalvageOptions {
  /** Null: nobody is told. */
  readonly node: string | null;
  /** UTC, ms. */
  readonly at: number;
  readonly reason: string;
}

type Streams = ReadonlyMap<string, { readonly next: number; readonly acknowledged: number }>;

/** What the damaged file still knows of its order: read by SQLite itself, whole or not at all. */
interface Books {
  readonly streams: Streams;
  readonly cursor: readonly Row[];
}

/** What was found page by page beside the facts. */
interface Found {
  readonly uuid: string | null;
  readonly streams: ReadonlySet<string>;
}

/**
 * Makes the new spool beside the damaged one, which stays as it is.
 *
 * A fact may be saved that the recorder has already: its natural key makes that harmless. A collector's cursor is kept
 * only where not one of its facts is missing, since else what was lost would never be read again. Where the numbers of
 * lost facts are known a gap stands in the place of each row of them.
 *
 * @throws what SQLite throws where the new file cannot be written
 */
export function salvage(damaged: string, target: string, options: SalvageOptions): Salvaged {
  const books = readBooks(damaged);
  rmSync(target, { force: true });
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const database = new Database(target);
  try {
    addSumFunction(database);
    database.exec(`${SPOOL_SCHEMA}; ${FOUND}; BEGIN`);
    const streams = books?.streams ?? findStreams(damaged);
    const found = gather(database, damaged, streams);
    const saved = count(database, 'SELECT count(*) AS n FROM found');
    const resumed = books === null ? [] : keepCursors(database, books);
    const gaps = [...streams].flatMap((one) => lostOf(database, one));
    if (found.uuid !== null) keepGaps(database, gaps, found.uuid, options);
    database.exec(`${NUMBER}; COMMIT`);
    const isKnown =
      books !== null || (streams.size > 0 && [...found.streams].every((name) => streams.has(name)));
    const lost = isKnown ? expected(streams) - saved : null;
    const names = new Set([...streams.keys(), ...found.streams]);
    const readAgain = [...names].filter((name) => !resumed.includes(name)).toSorted();
    return { saved, lost, gaps, resumed, readAgain };
  } finally {
    database.close();
  }
}

const FOUND = `CREATE TEMP TABLE found (
  stream TEXT, seq INTEGER, at INTEGER, body TEXT, trace TEXT, PRIMARY KEY (stream, seq)
) STRICT`;

const NUMBER = `
  INSERT INTO facts
    SELECT stream, row_number() OVER (PARTITION BY stream ORDER BY seq) AS n, at, body, trace, sum_of(body)
    FROM found ORDER BY at, stream, n;
  INSERT INTO stream SELECT stream, max(seq) + 1, 0, sum_of(stream, max(seq) + 1, 0) FROM facts GROUP BY stream`;

function gather(database: DatabaseSync, damaged: string, order: Streams): Found {
  // A page that was given back may hold a delivered row of an older numbering: of two the younger is the one that waits.
  const keep = database.prepare(`
    INSERT INTO found VALUES (?, ?, ?, ?, ?) ON CONFLICT (stream, seq) DO UPDATE
      SET at = excluded.at, body = excluded.body, trace = excluded.trace WHERE excluded.at > found.at`);
  const setAside = database.prepare('INSERT OR IGNORE INTO aside VALUES (?, ?, ?, ?, ?)');
  const streams = new Set<string>();
  let uuid: string | null = null;
  for (const row of readRows(damaged)) {
    const [stream, seq] = row;
    if (isFact(row)) {
      streams.add(String(stream));
      const known = order.get(String(stream));
      // Rows of pages that were given back: the recorder has them, or they never were.
      const isOld =
        known !== undefined && (Number(seq) <= known.acknowledged || Number(seq) >= known.next);
      if (!isOld) keep.run(...row.slice(0, 5));
    } else if (isAside(row)) setAside.run(...row);
    else if (isUuid(row)) uuid = String(seq);
  }
  return { uuid, streams };
}

/** The rows of lost numbers of a stream. */
function lostOf(
  database: DatabaseSync,
  [stream, { acknowledged, next }]: [string, { next: number; acknowledged: number }],
): LostRange[] {
  const lost: LostRange[] = [];
  let expected = acknowledged + 1;
  const rows = database.prepare('SELECT seq FROM found WHERE stream = ? ORDER BY seq');
  for (const row of [...rows.iterate(stream), { seq: next }]) {
    const seq = Number(row['seq']);
    if (seq > expected) lost.push({ stream, first: expected, last: seq - 1 });
    expected = seq + 1;
  }
  return lost;
}

/** Puts a gap in the place of the first fact of each row that is lost; the recorder knows them by the spool of before. */
function keepGaps(
  database: DatabaseSync,
  gaps: readonly LostRange[],
  spool: string,
  { node, at, reason }: SalvageOptions,
): void {
  if (node === null) return;
  const keep = database.prepare('INSERT INTO found VALUES (?, ?, ?, ?, NULL)');
  for (const { stream, first, last } of gaps) {
    const fact: GapFact = { kind: 'gap', node, spool, stream, first, last, at, reason };
    keep.run(stream, first, at, JSON.stringify(fact));
  }
}

function isFact(row: Row): boolean {
  const [stream, seq, at, body, trace, sum] = row;
  const isNumbered = isName(stream) && isCount(seq) && isCount(at) && isWhole(sum, body);
  const isLong = row.length === 5 || row.length === 6;
  return isLong && isNumbered && isObject(body) && (trace === null || isTrace(trace));
}

function isAside(row: Row): boolean {
  const [stream, seq, at, reason, body] = row;
  const isNumbered = isName(stream) && isCount(seq) && isCount(at);
  return row.length === 5 && isNumbered && typeof reason === 'string' && isObject(body);
}

function isUuid([key, value, ...more]: Row): boolean {
  const isText = key === 'uuid' && typeof value === 'string' && more.length === 0;
  return isText && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

function isName(value: Row[number] | undefined): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9_.-]{0,63}$/.test(value);
}

function isCount(value: Row[number] | undefined): boolean {
  return isNumber(value) && Number(value) > 0;
}

function isNumber(value: Row[number] | undefined): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
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
    const streams = database.prepare('SELECT * FROM stream NOT INDEXED').all();
    const cursor = database.prepare('SELECT * FROM cursor NOT INDEXED').all();
    const isOrder = streams.every((row) =>
      isWhole(row['sum'], row['name'], row['next'], row['acknowledged']),
    );
    if (!isOrder) return null;
    return {
      streams: new Map(
        streams.map(({ name, next, acknowledged }) => {
          return [String(name), { next: Number(next), acknowledged: Number(acknowledged) }];
        }),
      ),
      cursor: cursor.map(({ collector, key, value, sum }) => [
        ...[collector, key, value].map(String),
        isWhole(sum, collector, key, value) ? null : 'broken',
      ]),
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
  const isComplete = (collector: string): boolean => {
    const known = streams.get(collector);
    const wanted = known === undefined ? 0 : known.next - known.acknowledged - 1;
    return Number(found.get(collector)?.['n'] ?? 0) === wanted;
  };
  const names = new Set(cursor.map(([collector]) => String(collector)));
  const broken = new Set(cursor.filter((row) => row[3] !== null).map(([collector]) => collector));
  const kept = [...names].filter((name) => isComplete(name) && !broken.has(name));
  const keep = database.prepare('INSERT INTO cursor VALUES (?1, ?2, ?3, sum_of(?1, ?2, ?3))');
  for (const row of cursor) if (kept.includes(String(row[0]))) keep.run(...row.slice(0, 3));
  return kept;
}

/**
 * The rows of the streams, page by page, where SQLite cannot read them: numbers only grow, so of two the higher is the younger.
 * They tell what is lost; no cursor is kept on their word.
 */
function findStreams(damaged: string): Streams {
  const streams = new Map<string, { next: number; acknowledged: number }>();
  for (const row of readRows(damaged)) {
    const [name, next, acknowledged, sum] = row;
    const isNumbered = isName(name) && isCount(next) && isNumber(acknowledged);
    const isLong = row.length === 3 || row.length === 4;
    if (!isLong || !isNumbered || !isWhole(sum, name, next, acknowledged)) continue;
    if (Number(acknowledged) >= Number(next)) continue;
    const known = streams.get(String(name));
    streams.set(String(name), {
      next: Math.max(Number(next), known?.next ?? 0),
      acknowledged: Math.max(Number(acknowledged), known?.acknowledged ?? 0),
    });
  }
  return streams;
}

function expected(streams: Streams): number {
  let sum = 0;
  for (const { next, acknowledged } of streams.values()) sum += next - acknowledged - 1;
  return sum;
}

function count(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['n'] ?? 0);
}
