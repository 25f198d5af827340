/** Looks at many files of one directory, a few at a time. */

import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { errorCode } from '#telemetry/errors.ts';
import type { FileName, FilePath } from './file-path.ts';
import { joinPath } from './file-path.ts';
import type { FileIdentity } from './read-whole.ts';

/** Enough to keep the disk busy, few enough to leave the thread pool to others. */
const AT_ONCE = 8;

export type FileLook =
  | { readonly kind: 'file'; readonly name: FileName; readonly identity: FileIdentity }
  | { readonly kind: 'directory'; readonly name: FileName; readonly mtimeMs: number }
  | { readonly kind: 'other' | 'gone'; readonly name: FileName }
  | { readonly kind: 'unreadable'; readonly name: FileName; readonly code: string };

async function lookAtOne(directory: FilePath, name: FileName): Promise<FileLook> {
  const path = joinPath(directory, name);
  try {
    let found: Stats = await lstat(path);
    const isLink = found.isSymbolicLink();
    if (isLink) found = await stat(path);
    if (found.isFile()) {
      const { size, mtimeMs, ctimeMs, ino } = found;
      return { kind: 'file', name, identity: { size, mtimeMs, ctimeMs, ino } };
    }
    if (!found.isDirectory() || isLink) return { kind: 'other', name };
    return { kind: 'directory', name, mtimeMs: found.mtimeMs };
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    return code === 'ENOENT' ? { kind: 'gone', name } : { kind: 'unreadable', name, code };
  }
}

/** Looks at each name; the answers come in the order of the names. A link to a directory is `other`. */
export async function lookAtFiles(
  directory: FilePath,
  names: readonly FileName[],
): Promise<readonly FileLook[]> {
  const looks: FileLook[] = Array.from({ length: names.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      const name = names[at];
      if (name === undefined) return;
      looks[at] = await lookAtOne(directory, name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, names.length) }, lane));
  return looks;
}
