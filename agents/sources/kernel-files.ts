/** Reads small files of `/proc` and `/sys` into one buffer that is used again: they are memory, so a read cannot wait for a disk. */

import { closeSync, openSync, readSync } from 'node:fs';

import { errorCode } from '#telemetry/errors.ts';

/** Enough for most; it grows where a file is larger. */
const FIRST_BYTES = 16_384;

/** A file of the kernel that is larger than this is not read. */
const MOST_BYTES = 4_194_304;

export interface KernelFiles {
  /** The file's text below the root, read as one character a byte unless told; null where there is no such file. @throws the system's error, or one that names a file too large. */
  readonly read: (file: string, encoding?: 'latin1' | 'utf8') => string | null;
}

/** Makes the reader of everything below a folder, such as `/proc`. */
export function createKernelFiles(root: string): KernelFiles {
  let buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  const fill = (handle: number, path: string): number => {
    let filled = 0;
    for (;;) {
      const bytes = readSync(handle, buffer, filled, buffer.length - filled, null);
      filled += bytes;
      if (bytes === 0) return filled;
      if (filled < buffer.length) continue;
      if (filled >= MOST_BYTES) throw new Error(`${path} is larger than 4 MB`);
      const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
      buffer.copy(larger, 0, 0, filled);
      buffer = larger;
    }
  };
  return {
    read(file, encoding = 'latin1') {
      const path = `${root}/${file}`;
      const handle = openOrNull(path);
      if (handle === null) return null;
      try {
        const bytes = fill(handle, path);
        return buffer.toString(encoding, 0, bytes);
      } finally {
        closeSync(handle);
      }
    },
  };
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw thrown;
  }
}
