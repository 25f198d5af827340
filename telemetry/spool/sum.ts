/** Sums over the rows of the spool: SQLite notices a page that makes no sense, not a byte that changed within a text. */

import type { DatabaseSync } from 'node:sqlite';

/** Returns the CRC-32 (ISO 3309) of the values of a row. */
export function sumOf(...values: readonly unknown[]): number {
  return process.getBuiltinModule('node:zlib').crc32(values.map(String).join('\0'));
}

/** Whether a row is what was written; those of before there were sums have none. */
export function isWhole(sum: unknown, ...values: readonly unknown[]): boolean {
  return sum === null || sum === undefined || sum === sumOf(...values);
}

/** Makes `sum_of(…)` known to SQL. */
export function addSumFunction(database: DatabaseSync): void {
  database.function('sum_of', { varargs: true, deterministic: true }, sumOf);
}

/** Adds the sums to a file that was made without; its rows have none. */
export function addSumColumns(database: DatabaseSync): void {
  for (const table of ['stream', 'facts', 'cursor']) {
    const columns = database.prepare(`PRAGMA table_info(${table})`).all();
    const isThere = columns.some(({ name }) => name === 'sum');
    if (!isThere) database.exec(`ALTER TABLE ${table} ADD COLUMN sum INTEGER`);
  }
}

/** How many rows are not what was written. */
export function countBroken(database: DatabaseSync): number {
  const broken = `
    SELECT (SELECT count(*) FROM facts WHERE sum <> sum_of(body)) +
      (SELECT count(*) FROM cursor WHERE sum <> sum_of(collector, key, value)) +
      (SELECT count(*) FROM stream WHERE sum <> sum_of(name, next, acknowledged)) AS n`;
  return Number(database.prepare(broken).get()?.['n'] ?? 0);
}
