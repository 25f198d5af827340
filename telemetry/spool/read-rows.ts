/** Reads rows of the spool, each checked against its sum. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { brokenRow } from './open-database.ts';
import type { SpoolSlice } from './spool.ts';
import { isWhole } from './sum.ts';

/** As SQLite gives it. */
type SqlRow = Record<string, unknown>;

/** Throws where the row is not what was written. */
export function wholeCursor(row: SqlRow): SqlRow {
  const { collector, key, value, sum } = row;
  if (!isWhole(sum, collector, key, value)) throw brokenRow('a cursor');
  return row;
}

/** The same of the numbers of a stream; of none it returns no row. */
export function wholeStream(row: SqlRow = {}): SqlRow {
  const { name, next, acknowledged, sum } = row;
  if (!isWhole(sum, name, next, acknowledged)) throw brokenRow('the numbers of a stream');
  return row;
}

/** The oldest facts of a stream, at least one and within the limits; null where there is none. */
export function readSlice(
  facts: StatementSync,
  stream: string,
  maxFacts: number,
  maxBytes: number,
): SpoolSlice | null {
  const bodies: string[] = [];
  let first = 0;
  let last = 0;
  let bytes = 0;
  let trace: string | null = null;
  for (const row of facts.iterate(stream, maxFacts)) {
    const body = String(row['body']);
    if (!isWhole(row['sum'], body)) throw brokenRow('a fact');
    bytes += Buffer.byteLength(body);
    if (bodies.length > 0 && bytes > maxBytes) break;
    last = Number(row['seq']);
    if (bodies.length === 0) first = last;
    if (typeof row['trace'] === 'string') trace = row['trace'];
    bodies.push(body);
  }
  return bodies.length === 0 ? null : { stream, first, last, bodies, trace };
}

/** What the spool holds, kept beside it while it is used. */
export interface Totals {
  facts: number;
  bytes: number;
  readonly aside: number;
}

/** Counts it. */
export function readTotals(database: DatabaseSync): Totals {
  const row = database
    .prepare(
      `SELECT count(*) AS facts, coalesce(sum(octet_length(body)), 0) AS bytes,
        (SELECT count(*) FROM aside) AS aside FROM facts`,
    )
    .get();
  return {
    facts: Number(row?.['facts'] ?? 0),
    bytes: Number(row?.['bytes'] ?? 0),
    aside: Number(row?.['aside'] ?? 0),
  };
}
