/** Reads what was appended to a text file since the last look, in whole lines; a file that was cut or replaced is read from its beginning. */

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { FilePath } from './file-path.ts';
import type { Encoding, TextLine } from './text-lines.ts';
import { decodeText, encodingOf, endOfLastLine, endOfLine, splitLines } from './text-lines.ts';

/** Bytes of a file's beginning that tell it from another one under its name. */
const HEAD = 256;

/** Bytes before the position that tell whether the file still goes on there. */
const END = 64;

/** A longer line is not kept: its beginning is given as one that is not whole, the rest is skipped. */
export const LONGEST = 1 << 20;

/** Characters given of a line that is too long. */
const SHOWN = 200;

/** Where reading stopped, and how to know the file again. */
export interface TailPosition {
  /** Bytes from the beginning to the first line not read. */
  readonly offset: number;
  /** Number of that line, from 1. */
  readonly line: number;
  readonly ino: number;
  readonly headLength: number;
  readonly headCrc: number;
  /** Bytes just before `offset`; 0 where they are not known. */
  readonly endLength: number;
  readonly endCrc: number;
  /** Whether `offset` lies inside a line that was too long: up to its end everything is skipped. */
  readonly isInside: boolean;
}

/** A line that a file has gained, with its place. */
export interface TailLine extends TextLine {
  /** False: longer than `LONGEST`, of which `text` is only the beginning. */
  readonly isWhole: boolean;
}

/** The lines of one look, and from where the next goes on. */
export interface TailRead {
  readonly position: TailPosition;
  readonly lines: readonly TailLine[];
  /** Whether everything but a last line without its end was read. */
  readonly isAtEnd: boolean;
  /** A last line that has no end yet; it is read when it has. */
  readonly partial: TextLine | null;
  /** Why the file was read from its beginning though a position was known. */
  readonly restart: 'cut' | 'replaced' | null;
  /** When the file was last written, UTC ms by its file system. */
  readonly mtimeMs: number;
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
  { size, ino }: { size: number; ino: number },
  head: Buffer,
): Promise<'cut' | 'replaced' | null> {
  if (from === null) return null;
  // Of a file that was empty only its inode is known.
  if (from.headLength === 0) return ino === from.ino ? null : 'replaced';
  if (head.length < from.headLength) return 'cut';
  if (crc32(head.subarray(0, from.headLength)) !== from.headCrc) return 'replaced';
  if (size < from.offset) return 'cut';
  const end = await readAt(handle, from.offset - from.endLength, from.endLength);
  return crc32(end) === from.endCrc ? null : 'replaced';
}

/** Where reading begins in a file. */
interface Start {
  readonly offset: number;
  readonly line: number;
  readonly isInside: boolean;
}

const BEGINNING: Start = { offset: 0, line: 1, isInside: false };

/** What a piece of a file gives: its lines, and where the next piece begins. */
interface Piece extends Start {
  readonly lines: readonly TailLine[];
  /** Bytes behind the last whole line. */
  readonly rest: Buffer;
}

/** Takes the whole lines of some bytes; in one that is too long it goes on to its end. */
function takeLines(bytes: Buffer, start: Start, encoding: Encoding): Piece {
  if (start.isInside) {
    const end = endOfLine(bytes, 0, encoding);
    const skipped = end < 0 ? bytes.length - (bytes.length % 2) : end;
    const next = { ...start, offset: start.offset + skipped, isInside: end < 0 };
    if (end < 0) return { ...next, lines: [], rest: Buffer.alloc(0) };
    return takeLines(bytes.subarray(end), next, encoding);
  }
  const used = endOfLastLine(bytes, encoding);
  const { offset, line } = start;
  if (used === 0 && bytes.length >= LONGEST) {
    const text = decodeText(bytes.subarray(0, SHOWN), encoding);
    const lines = [{ text, number: line, offset, isWhole: false }];
    const next = { offset: offset + bytes.length, line: line + 1, isInside: true };
    return { ...next, lines, rest: Buffer.alloc(0) };
  }
  const lines = splitLines(bytes.subarray(0, used), { offset, number: line, encoding }).map(
    (one) => ({ ...one, isWhole: true }),
  );
  const next = { offset: offset + used, line: line + lines.length, isInside: false };
  return { ...next, lines, rest: bytes.subarray(used) };
}

/**
 * Reads whole lines from where `from` stopped, at most about `maxBytes` (an even number).
 *
 * A copy with the same beginning that holds the same before the position goes on where the original stopped,
 * whatever its inode: logs are copied and moved. @throws the system's error.
 */
export async function readTail(
  path: FilePath,
  from: TailPosition | null,
  maxBytes: number,
): Promise<TailRead> {
  const handle = await open(path, 'r');
  try {
    const { size, ino, mtimeMs } = await handle.stat();
    const head = await readAt(handle, 0, HEAD);
    const restart = await findRestart(handle, from, { size, ino }, head);
    const start = from === null || restart !== null ? BEGINNING : from;
    const encoding = encodingOf(head);
    let bytes = await readAt(handle, start.offset, Math.min(maxBytes, size - start.offset));
    const isCut = bytes.length >= maxBytes && endOfLine(bytes, 0, encoding) < 0;
    if (isCut && !start.isInside) {
      bytes = await readAt(handle, start.offset, Math.min(LONGEST, size - start.offset));
    }
    const { lines, rest, ...next } = takeLines(bytes, start, encoding);
    const isAtEnd = start.offset + bytes.length >= size;
    const end = await markEnd(handle, next.offset);
    const position = { ...next, ino, ...markHead(head, next.offset), ...end };
    const partial =
      isAtEnd && rest.length > 0
        ? { text: decodeText(rest, encoding), number: next.line, offset: next.offset }
        : null;
    return { position, lines, isAtEnd, partial, restart, mtimeMs };
  } finally {
    await handle.close();
  }
}

/** The position at the beginning of a line before it: marks that reach beyond that line are not told. */
export function backTo(
  position: TailPosition,
  { offset, number }: Pick<TextLine, 'offset' | 'number'>,
): TailPosition {
  const head = offset >= position.headLength ? {} : { headLength: 0, headCrc: 0 };
  return { ...position, ...head, offset, line: number, endLength: 0, endCrc: 0, isInside: false };
}

/** What a file's beginning says at a position: no more of it than was read before. */
function markHead(head: Buffer, offset: number): Pick<TailPosition, 'headLength' | 'headCrc'> {
  const known = head.subarray(0, offset);
  return { headLength: known.length, headCrc: crc32(known) };
}

/** What stands just before a position. */
async function markEnd(
  handle: FileHandle,
  offset: number,
): Promise<Pick<TailPosition, 'endLength' | 'endCrc'>> {
  const endLength = Math.min(END, offset);
  const end = await readAt(handle, offset - endLength, endLength);
  return { endLength: end.length, endCrc: crc32(end) };
}
