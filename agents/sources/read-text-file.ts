/** Reads a small text file that another program writes, and says whether it changed meanwhile. */

import { isUtf8 } from 'node:buffer';
import { constants, open } from 'node:fs/promises';

import { FlashError } from '#telemetry/errors.ts';

export interface TextFile {
  readonly text: string;
  readonly size: number;
  readonly ino: number;
  /** UTC, ms. */
  readonly mtimeMs: number;
  /** Whether it was written to while it was read. */
  readonly isChanging: boolean;
}

/** Reads the file whole. @throws FlashError where it is no file, too large or not UTF-8; the system's error */
export async function readTextFile(path: string, maxBytes: number): Promise<TextFile> {
  // Without O_NONBLOCK a named pipe would hang until somebody writes into it.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const before = await handle.stat();
    if (!before.isFile()) throw refused(path, 'it is no regular file');
    if (before.size > maxBytes) throw refused(path, `it is larger than ${String(maxBytes)} bytes`);
    const buffer = Buffer.alloc(before.size);
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    const { size, mtimeMs, ino } = await handle.stat();
    const bytes = buffer.subarray(0, filled);
    if (!isUtf8(bytes)) throw refused(path, 'it is not UTF-8');
    const isChanging = size !== filled || mtimeMs !== before.mtimeMs;
    return { text: bytes.toString('utf8'), size, ino, mtimeMs, isChanging };
  } finally {
    await handle.close();
  }
}

function refused(path: string, reason: string): FlashError {
  const hint = 'a program writes metrics to another name first, and renames the file into place';
  return new FlashError({ operation: 'read', subject: path, reason, hint });
}
