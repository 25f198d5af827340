/** Loads one piece in one transaction, whole or not at all, and finds the line that the server refuses. */

import type { Connection, SqlError } from 'mariadb';

import { isDataError, isSqlError } from '../sql-error.ts';
import { createStage, fillStage, insertFromStage, STAGED, type BulkTarget } from './statements.ts';

export type PieceResult =
  | { readonly kind: 'loaded' }
  /** `line` of the piece, from 1; nothing of the piece is in the table. */
  | { readonly kind: 'refused'; readonly line: number; readonly reason: string };

/** @throws {SqlError} where the server, not the data, is at fault. */
export async function loadPiece(
  connection: Connection,
  target: BulkTarget,
  { path, rows }: { readonly path: string; readonly rows: number },
): Promise<PieceResult> {
  await connection.query(createStage(target));
  const filled = await connection.query<{ warningStatus: number }>(fillStage(target, path));
  if (filled.warningStatus > 0) return await firstWarning(connection);
  const [staged] = await connection.query<{ first: number; last: number }[]>(STAGED);
  if (staged?.first !== 1 || staged.last !== rows) {
    const reason = `${String(rows)} lines were sent, ${String(staged?.last ?? 0)} arrived`;
    return { kind: 'refused', line: Math.min(rows, staged?.last ?? 0) + 1, reason };
  }
  const refused = await tryLines(connection, target, [1, rows], 'keep');
  return refused === null ? { kind: 'loaded' } : await findLine(connection, target, rows, refused);
}

async function firstWarning(connection: Connection): Promise<PieceResult> {
  const rows = await connection.query<{ Message: string }[]>('SHOW WARNINGS LIMIT 1');
  const message = rows[0]?.Message ?? 'the server warned and does not say of what';
  // "Row 7 doesn't contain …", "… for column `x` at row 7"
  const line = /\brow (\d+)/i.exec(message)?.[1];
  return { kind: 'refused', line: Number(line ?? 1), reason: withoutRow(message) };
}

/** The server counts rows within the piece, and anew at every statement: who reads the reason is told the row apart. */
function withoutRow(message: string): string {
  return message.replace(/^Row \d+/, 'the row').replace(/ at row \d+$/, '');
}

/** Inserts lines in a transaction of their own; returns what the server says against them, null where nothing. */
async function tryLines(
  connection: Connection,
  target: BulkTarget,
  [first, last]: readonly [first: number, last: number],
  then: 'keep' | 'undo',
): Promise<string | null> {
  await connection.beginTransaction();
  try {
    await connection.query(insertFromStage(target, first, last));
  } catch (thrown) {
    await connection.rollback();
    if (!isRefusal(thrown)) throw thrown;
    return withoutRow(thrown.sqlMessage ?? thrown.message);
  }
  await (then === 'keep' ? connection.commit() : connection.rollback());
  return null;
}

/** ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, ER_TRUNCATED_WRONG_VALUE, WARN_DATA_TRUNCATED: of no class that says so. */
const WRONG_VALUE: ReadonlySet<number> = new Set([1366, 1292, 1265]);

/** Whether the values are at fault: integrity and data errors (SQLSTATE 23 and 22), and values that no column takes. */
function isRefusal(thrown: unknown): thrown is SqlError {
  return isSqlError(thrown) && (isDataError(thrown) || WRONG_VALUE.has(thrown.errno));
}

/** The first refused line by halving: the longest head of the piece that the table takes ends just before it. */
async function findLine(
  connection: Connection,
  target: BulkTarget,
  rows: number,
  reason: string,
): Promise<PieceResult> {
  let taken = 0;
  let refused = { line: rows, reason };
  while (taken + 1 < refused.line) {
    const middle = Math.floor((taken + refused.line) / 2);
    const why = await tryLines(connection, target, [1, middle], 'undo');
    if (why === null) taken = middle;
    else refused = { line: middle, reason: why };
  }
  return { kind: 'refused', ...refused };
}
