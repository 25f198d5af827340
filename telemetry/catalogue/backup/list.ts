/** The backups of a folder: what is whole, and what was left half made. */

import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { errorCode } from '../../errors.ts';
import { MANIFEST } from './manifest.ts';
import { parseBackupName, UNFINISHED, type BackupName } from './name.ts';

/** Whole backups of an owner, newest first; none where the folder is not there. */
export async function listBackups(folder: string, owner: string): Promise<readonly BackupName[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (errorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  });
  return names
    .flatMap((name) => parseBackupName(owner, name) ?? [])
    .filter(({ name }) => existsSync(join(folder, name, MANIFEST)))
    .toSorted((a, b) => b.at - a.at);
}

/** Removes what an interrupted backup of this owner left; only while nobody makes one there. */
export async function removeUnfinished(folder: string, owner: string): Promise<readonly string[]> {
  const left = (await readdir(folder)).filter(
    (name) =>
      name.endsWith(UNFINISHED) &&
      parseBackupName(owner, name.slice(0, -UNFINISHED.length)) !== null,
  );
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
  return left;
}

/** Removes a backup; from the first moment on it no longer looks like one. */
export async function removeBackup(folder: string, name: string): Promise<void> {
  const aside = join(folder, `${name}${UNFINISHED}`);
  await rename(join(folder, name), aside);
  await rm(aside, { recursive: true, force: true });
}
