/** Copies a backup to a second place and reads it back there, file by file. */

import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { errorCode, FlashError } from '../../errors.ts';
import { faultPoint } from '../../fault.ts';
import { removeUnfinished } from './list.ts';
import { bytesOf, CHECKSUMS, MANIFEST, piecesOf, readManifest } from './manifest.ts';
import { UNFINISHED } from './name.ts';
import { faultOfPiece, hashFile } from './read-piece.ts';
import { freeBytes, tooFull } from './room.ts';
import { syncFolder } from './write-piece.ts';

const OPERATION = 'copy the backup';
const MOUNTED = 'mount it, or correct backup.copy_to; the backup itself is good';

export interface CopyOptions {
  /** The backup's own folder. */
  readonly from: string;
  readonly name: string;
  /** Has to be there: the empty folder below a mount that is missing would be filled in its place. */
  readonly directory: string;
  readonly owner: string;
  readonly signal: AbortSignal;
}

/** Copies a whole backup; each file is compared with its checksum after it was written there. @throws {FlashError} */
export async function copyBackup(options: CopyOptions): Promise<void> {
  const { from, name, directory, owner, signal } = options;
  await requireDirectory(directory);
  await removeUnfinished(directory, owner);
  const target = join(directory, name);
  const draft = `${target}${UNFINISHED}`;
  const manifest = await readManifest(from);
  const needed = bytesOf(manifest);
  const free = await freeBytes(directory);
  const hint = 'free some there, or keep fewer; the backup itself is good';
  if (free < needed) throw tooFull({ operation: OPERATION, folder: directory, needed, free, hint });
  try {
    await mkdir(draft, { mode: 0o700 });
    for (const piece of piecesOf(manifest)) {
      await copyFile(from, draft, piece.path, signal);
      const fault = await faultOfPiece(draft, piece);
      if (fault !== null) throw damaged(join(draft, piece.path), fault);
      faultPoint('backup:copied-file');
    }
    for (const path of [CHECKSUMS, MANIFEST]) {
      await copyFile(from, draft, path, signal);
      const isSame = (await hashFile(join(draft, path))) === (await hashFile(join(from, path)));
      if (!isSame) throw damaged(join(draft, path), 'it differs');
    }
    await syncFolder(draft);
    await rename(draft, target);
    await syncFolder(directory);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    const code = errorCode(thrown);
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      const left = await freeBytes(directory);
      const most = Math.max(needed, left + 1);
      throw tooFull({ operation: OPERATION, folder: directory, needed: most, free: left, hint });
    }
    if (thrown instanceof FlashError || code === undefined) throw thrown;
    throw failed(directory, `it cannot be written (${code})`, thrown);
  }
}

async function copyFile(
  from: string,
  to: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const file = createWriteStream(join(to, path), { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(createReadStream(join(from, path), { highWaterMark: 1 << 20 }), file, { signal });
}

async function requireDirectory(directory: string): Promise<void> {
  try {
    if (!(await stat(directory)).isDirectory()) throw failed(directory, 'it is no folder', null);
    await access(directory);
  } catch (thrown) {
    if (thrown instanceof FlashError) throw thrown;
    throw failed(directory, `it is not there (${errorCode(thrown) ?? 'no answer'})`, thrown);
  }
}

function failed(subject: string, reason: string, cause: unknown): FlashError {
  return new FlashError({ operation: OPERATION, subject, reason, hint: MOUNTED, cause });
}

function damaged(subject: string, fault: string): FlashError {
  return new FlashError({
    operation: OPERATION,
    subject,
    reason: `read back, ${fault}`,
    hint: 'the disk there, or the way to it, changes data: look at its log; the backup itself is good',
  });
}
