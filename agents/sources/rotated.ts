/** Finds what was rotated away under another name, and reads what was written to it after the last look. */

import { dirname } from 'node:path';
import { errorCode } from '#telemetry/errors.ts';
import type { FilePath } from './file-path.ts';
import { joinPath } from './file-path.ts';
import { listDirectory } from './list-directory.ts';
import { lookAtFiles } from './look-at-files.ts';
import type { TailPosition, TailRead } from './tail.ts';
import { readTail } from './tail.ts';

/** Files of a folder that are looked into at most; the newest come first. */
const LOOKED_INTO = 50;

/** A piece of the file as it is called now. */
export interface RotatedPiece {
  readonly path: FilePath;
  readonly read: TailRead;
}

function folderOf(path: FilePath): FilePath {
  if (typeof path === 'string') return dirname(path);
  const end = path.lastIndexOf(0x2f);
  return end <= 0 ? Buffer.from('/') : path.subarray(0, end);
}

/** Files beside `path` that are at least as long as what was read of it, the newest first. */
async function findCandidates(path: FilePath, { offset }: TailPosition): Promise<FilePath[]> {
  const folder = folderOf(path);
  const looks = await lookAtFiles(folder, await listDirectory(folder));
  const files = looks.filter((look) => look.kind === 'file');
  return files
    .filter(({ identity }) => identity.size >= offset)
    .toSorted((a, b) => b.identity.mtimeMs - a.identity.mtimeMs)
    .map(({ name }) => joinPath(folder, name))
    .filter((found) => String(found) !== String(path))
    .slice(0, LOOKED_INTO);
}

/**
 * Reads on in the file that stood at `path` up to `from`, wherever in its folder it is now (renamed, or copied before
 * the original was cut); gives nothing where no file there goes on. It is known by its beginning and by what stands just
 * before the position; one that was empty by its inode.
 */
export async function* readRotated(
  path: FilePath,
  from: TailPosition,
  maxBytes: number,
): AsyncGenerator<RotatedPiece> {
  for (const candidate of await findCandidates(path, from)) {
    let read = await tryRead(candidate, from, maxBytes);
    if (read === null || read.restart !== null) continue;
    for (;;) {
      yield { path: candidate, read };
      if (read.isAtEnd) return;
      read = await readTail(candidate, read.position, maxBytes);
    }
  }
}

async function tryRead(
  path: FilePath,
  from: TailPosition,
  maxBytes: number,
): Promise<TailRead | null> {
  try {
    return await readTail(path, from, maxBytes);
  } catch (error) {
    // One that went meanwhile, or that is not for us, is none of ours.
    if (errorCode(error) === undefined) throw error;
    return null;
  }
}
