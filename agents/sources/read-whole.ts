/** One pass over a file: its adler32, its size and its first bytes, read ahead while the last piece is being hashed. */

import { open } from 'node:fs/promises';
import { createAdler32 } from 'hash-wasm';
import type { FilePath } from './file-path.ts';

/** Large pieces: each costs a trip through the thread pool. */
const PIECE = 1 << 20;

/** Bytes kept from the beginning, for whoever reads the header. */
export const HEAD_BYTES = 64 * 1024;

/** What tells that a file is still the one it was. */
export interface FileIdentity {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

export interface WholeFile {
  /** As the file was when its last byte had been read: it counts only where this is what was expected. */
  readonly after: FileIdentity;
  /** Bytes read. */
  readonly bytes: number;
  /** Eight lowercase hexadecimal digits (RFC 1950). */
  readonly adler32: string;
  /** The first 64 kB; valid until the next call. */
  readonly head: Buffer;
}

export interface WholeFileReader {
  /** Reads a file of the given size once, in order. @throws the system's error. */
  read(path: FilePath, size: number): Promise<WholeFile>;
}

/** Makes a reader with its own buffers and hash, for one file at a time. */
export async function createWholeFileReader(): Promise<WholeFileReader> {
  const hash = await createAdler32();
  const head = Buffer.allocUnsafeSlow(HEAD_BYTES);
  const first: Buffer = Buffer.allocUnsafeSlow(PIECE);
  let second: Buffer | null = null;
  return {
    async read(path, size) {
      const handle = await open(path, 'r');
      try {
        hash.init();
        let bytes = 0;
        let buffer: Buffer = first;
        let next = handle.read(buffer, 0, PIECE, 0);
        for (;;) {
          const { bytesRead } = await next;
          if (bytesRead === 0) break;
          const filled = buffer;
          const isLast = bytes + bytesRead >= size;
          if (!isLast) {
            buffer = filled === first ? (second ??= Buffer.allocUnsafeSlow(PIECE)) : first;
            next = handle.read(buffer, 0, PIECE, bytes + bytesRead);
          }
          if (bytes < HEAD_BYTES) {
            filled.copy(head, bytes, 0, Math.min(bytesRead, HEAD_BYTES - bytes));
          }
          hash.update(bytesRead === PIECE ? filled : filled.subarray(0, bytesRead));
          bytes += bytesRead;
          if (isLast) break;
        }
        const { size: sizeAfter, mtimeMs, ctimeMs, ino } = await handle.stat();
        const after = { size: sizeAfter, mtimeMs, ctimeMs, ino };
        const kept = head.subarray(0, Math.min(bytes, HEAD_BYTES));
        return { after, bytes, adler32: hash.digest('hex'), head: kept };
      } finally {
        await handle.close();
      }
    },
  };
}

/** Whether nothing was written to a file between two looks. */
export function isSameContent(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;
}
