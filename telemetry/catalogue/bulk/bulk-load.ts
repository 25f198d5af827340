/** Loads millions of rows into one table: pieces of a few megabytes, each checked and whole, by a child process. */

import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FlashError } from '../../errors.ts';
import type { ConnectionSettings } from '../connection.ts';
import { startLoadChild, type LoadChild } from './child-process.ts';
import type { FromChild, ToChild } from './messages.ts';
import { cutPieces, PIECE_BYTES, type BulkRows, type Piece } from './piece.ts';
import type { BulkTarget } from './statements.ts';

export interface BulkLoadOptions {
  /** An account that may create temporary tables and insert into the table. */
  readonly settings: ConnectionSettings;
  readonly target: BulkTarget;
  readonly rows: BulkRows;
  /** Default 8 MB. */
  readonly pieceBytes?: number;
  /** Told after each piece how many rows are in the table so far. */
  readonly onRows?: (rows: number) => void;
}

/**
 * Loads rows and resolves with their number. The next piece is made while one is loaded. Each piece is one
 * transaction: after an error the pieces before it are in the table, and, where duplicates are allowed, the same load
 * may be done again.
 * @throws {FlashError} naming the row (from 1) that the table refuses and why; or that the server went away.
 */
export async function bulkLoad(options: BulkLoadOptions): Promise<number> {
  const { settings, target, rows, pieceBytes = PIECE_BYTES, onRows } = options;
  const folder = mkdtempSync(join(tmpdir(), 'flash-bulk-'));
  const child = startLoadChild(target.table);
  let loaded = 0;
  const load = async (piece: Piece, path: string): Promise<void> => {
    refuse(await child.ask({ kind: 'load', path, rows: piece.rows }), target.table, piece.firstRow);
    loaded += piece.rows;
    await rm(path);
    onRows?.(loaded);
  };
  try {
    let loading = open(child, { kind: 'open', settings, target });
    for await (const piece of cutPieces(rows, pieceBytes)) {
      const path = join(folder, String(piece.firstRow));
      await Promise.all([loading, writeFile(path, piece.text)]);
      loading = load(piece, path);
      // Awaited when the next piece is there; until then a failure is nobody's surprise.
      loading.catch(() => undefined);
    }
    await loading;
    return loaded;
  } finally {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function open(child: LoadChild, message: ToChild): Promise<void> {
  await child.ask(message);
}

function refuse(answer: FromChild, table: string, firstRow: number): void {
  if (answer.kind !== 'refused') return;
  throw new FlashError({
    operation: `load rows into ${table}`,
    subject: `row ${String(firstRow + answer.line - 1)}`,
    reason: answer.reason,
    hint: 'nothing of its piece was written; correct the row and load again',
  });
}
