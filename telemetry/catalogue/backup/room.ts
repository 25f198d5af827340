/** Whether a disk has room for a backup, and how much is missing where it has not. */

import { statfs } from 'node:fs/promises';

import { FlashError } from '../../errors.ts';
import { bytesForPeople } from '../../output/quantities.ts';
import { bytesOf, readManifest, type BackupManifest } from './manifest.ts';

/** Of what the tables take on the server's disk, the rows take about this much as compressed text. */
const SHARE = 0.25;

/** Bytes that a backup will need: as the last one did, for as much more or less data as there are now. */
export function estimateBytes(
  dataBytes: number,
  last: Pick<BackupManifest, 'structure' | 'tables' | 'after' | 'data_bytes'> | null,
): number {
  if (last === null || last.data_bytes === 0) return Math.ceil(dataBytes * SHARE);
  return Math.ceil((bytesOf(last) * dataBytes) / last.data_bytes);
}

/** The manifest of a backup that may be damaged: then it says nothing. */
export async function readManifestIfAny(folder: string): Promise<BackupManifest | null> {
  return await readManifest(folder).catch(() => null);
}

/** Bytes that this user may still write. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** The error for a disk that is too full; `needed` and `free` in bytes. */
export function tooFull(options: {
  readonly operation: string;
  readonly folder: string;
  readonly needed: number;
  readonly free: number;
  readonly hint: string;
  readonly cause?: unknown;
}): FlashError {
  const { operation, folder, needed, free, hint, cause } = options;
  const missing = bytesForPeople(Math.max(1, needed - free));
  return new FlashError({
    operation,
    subject: folder,
    reason: `its disk is too full: about ${bytesForPeople(needed)} are needed, ${bytesForPeople(free)} are free, ${missing} are missing`,
    hint,
    cause,
  });
}
