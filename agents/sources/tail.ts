/** Reads what was appended to a text file since the last look, in whole lines; a file that was cut or replaced is read from its beginning. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { FilePath } from './file-path.ts';

/** Bytes of a file's beginning that tell it from another one under its name. */
const HEAD = 256;

/** A line longer than this is given in pieces, which no parser takes for good. */
const LONGEST = 1 << 20;

const NEWLINE = 0x0a;

/** Where reading stopped, and how to know the file again. */
export interface TailPosition {
  /** Bytes from the beginning to the first line not read. */
  readonly offset: number;
  /** Number of that line, from 1. */
  readonly line: number;
  readonly ino: number;
  readonly headLength: number;
  readonly headCrc: number;
}

export interface TailLine {
  /** Without its end of line. */
  readonly text: string;
  readonly number: number;
  /** Byte at which it begins. */
  readonly offset: number;
}

export interface TailRead {
  readonly position: TailPosition;
  readonly lines: readonly TailLine[];
  /** Whether everything but a last line without its end was read. */
  readonly isAtEnd: boolean;
  /** A last line that has no end yet; it is read when it has. */
  readonly partial: TailLine | null;
  /** Why the file was read from its beginning though a position was known. */
  readonly restart: 'cut' | 'replaced' | null;
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Says whether the file at hand goes on where `from` stopped. */
async function findRestart(
  handle: FileHandle,
  from: TailPosition | null,
  size: number,
  ino: number,
): Promise<'cut' | 'replaced' | null> {
  if (from === null) return null;
  const head = await readAt(handle, 0, from.headLength);
  if (head.length < from.headLength) return 'cut';
  if (crc32(head) !== from.headCrc) return 'replaced';
  if (size < from.offset) return 'cut';
  return ino !== from.ino && size < from.offset ? 'replaced' : null;
}

function splitBytes(bytes: Buffer, offset: number, line: number): TailLine[] {
  const lines: TailLine[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    const stop = end < 0 ? bytes.length : end;
    const text = bytes.toString('utf8', start, bytes[stop - 1] === 0x0d ? stop - 1 : stop);
    lines.push({ text, number: line + lines.length, offset: offset + start });
    start = stop + 1;
  }
  return lines;
}

/**
 * Reads whole lines from where `from` stopped, at most about `maxBytes`.
 *
 * A copy with the same beginning and at least the same length goes on where the original stopped, whatever
 * its inode: logs are copied and moved. @throws the system's error.
 */
export async function readTail(
  path: FilePath,
  from: TailPosition | null,
  maxBytes: number,
): Promise<TailRead> {
  const handle = await open(path, 'r');
  try {
    const { size, ino } = await handle.stat();
    const restart = await findRestart(handle, from, size, ino);
    const start = from === null || restart !== null ? { offset: 0, line: 1 } : from;
    let bytes = await readAt(handle, start.offset, Math.min(maxBytes, size - start.offset));
    if (bytes.length === maxBytes && !bytes.includes(NEWLINE)) {
      bytes = await readAt(handle, start.offset, Math.min(LONGEST, size - start.offset));
    }
    const last = bytes.lastIndexOf(NEWLINE);
    const isTooLong = last < 0 && bytes.length === LONGEST;
    const whole = isTooLong ? bytes : bytes.subarray(0, last + 1);
    const lines = splitBytes(whole, start.offset, start.line);
    const offset = start.offset + whole.length;
    const line = start.line + lines.length;
    const isRead = start.offset + bytes.length >= size;
    const rest = bytes.subarray(whole.length);
    const headLength = Math.min(HEAD, offset);
    const head = await readAt(handle, 0, headLength);
    return {
      position: { offset, line, ino, headLength, headCrc: crc32(head) },
      lines,
      isAtEnd: isRead,
      partial:
        isRead && rest.length > 0 ? { text: rest.toString('utf8'), number: line, offset } : null,
      restart,
    };
  } finally {
    await handle.close();
  }
}
