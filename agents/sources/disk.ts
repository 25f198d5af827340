/** What a collector asks of a disk. The same questions go to this process's own file calls or, where a mount may hang, to a child. */

import { open, stat } from 'node:fs/promises';
import type { FileName, FilePath } from './file-path.ts';
import { listDirectory } from './list-directory.ts';
import type { FileLook } from './look-at-files.ts';
import { lookAtFiles } from './look-at-files.ts';
import type { FileIdentity, ReadWatch, WholeFile, WholeFileReader } from './read-whole.ts';
import { createWholeFileReader, identityOf } from './read-whole.ts';
import type { TailPosition, TailRead } from './tail.ts';
import { readTail } from './tail.ts';
import { createThrottle } from './throttle.ts';

/** What stands at a path; links are followed. */
export interface PathLook extends FileIdentity {
  readonly kind: 'file' | 'directory' | 'other';
  readonly dev: number;
}

/**
 * The questions. Each throws the system's error (with its `code`); a disk in a child throws a transient
 * FlashError without a code where it gives no answer.
 */
export interface Disk {
  stat(path: FilePath): Promise<PathLook>;
  list(path: FilePath): Promise<readonly FileName[]>;
  look(directory: FilePath, names: readonly FileName[]): Promise<readonly FileLook[]>;
  /** Reads a file of the given size once; the rate limit holds over everything that this disk reads. */
  read(path: FilePath, size: number, onPiece?: () => void): Promise<WholeFile>;
  /** The first bytes of a file, at most so many. */
  head(path: FilePath, maxBytes: number): Promise<Buffer>;
  tail(path: FilePath, from: TailPosition | null, maxBytes: number): Promise<TailRead>;
}

/** The names of the questions: what a child may be asked. */
export const DISK_METHODS = ['stat', 'list', 'look', 'read', 'head', 'tail'] as const;
export type DiskMethod = (typeof DISK_METHODS)[number];

export interface DiskRules {
  /** Bytes per second for whole files, or null. */
  readonly maxRate: number | null;
  readonly sha256: boolean;
}

/** Makes a disk that is read by this process itself; the signal stops its readings of whole files. */
export function createOwnDisk(
  { maxRate, sha256 }: DiskRules,
  watch: Pick<ReadWatch, 'signal'> = {},
): Disk {
  const throttle = createThrottle(maxRate);
  const idle: WholeFileReader[] = [];
  return {
    stat: lookAtPath,
    list: listDirectory,
    look: lookAtFiles,
    head: readHead,
    tail: readTail,
    async read(path, size, onPiece) {
      const reader = idle.pop() ?? (await createWholeFileReader({ sha256, throttle }));
      try {
        return await reader.read(path, size, onPiece === undefined ? watch : { ...watch, onPiece });
      } finally {
        idle.push(reader);
      }
    },
  };
}

async function lookAtPath(path: FilePath): Promise<PathLook> {
  const found = await stat(path);
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
  return { kind, dev: found.dev, ...identityOf(found) };
}

async function readHead(path: FilePath, maxBytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.min(size, maxBytes));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
