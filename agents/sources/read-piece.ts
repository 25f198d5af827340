/** Reads whole lines of a file from an offset on, a bounded piece at a time. */

import { open } from 'node:fs/promises';

/** Bytes of one piece; a line that is longer comes cut. */
const PIECE = 1 << 18;

export interface Piece {
  /** Lines without their ends; bytes that are no UTF-8 are U+FFFD. */
  readonly lines: readonly string[];
  /** Where the next piece begins. */
  readonly next: number;
  readonly isLast: boolean;
  /** Whether the first line is the rest of one that the piece before cut. */
  readonly isInside: boolean;
}

/** Reads the piece. @throws the system's error. */
export async function readPiece(path: string, offset: number): Promise<Piece> {
  const handle = await open(path, 'r');
  try {
    // With the byte before: it tells whether the offset lies inside a line.
    const before = offset > 0 ? 1 : 0;
    const size = PIECE + before;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, offset - before);
    const isLast = bytesRead < size;
    const isInside = before > 0 && buffer[0] !== 0x0a;
    const found = buffer.subarray(before, Math.max(before, bytesRead));
    const end = isLast ? found.length : found.lastIndexOf(0x0a) + 1 || found.length;
    const text = found.toString('utf8', 0, end);
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return { lines, next: offset + end, isLast, isInside };
  } finally {
    await handle.close();
  }
}
