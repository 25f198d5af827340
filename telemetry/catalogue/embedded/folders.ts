/** Makes the folders of the embedded server, private to the user, and says plainly where that is not possible. */

import { chmodSync, lstatSync, mkdirSync, accessSync, constants } from 'node:fs';

import { errorCode, FlashError } from '../../errors.ts';
import type { EmbeddedPlace } from './place.ts';

/** Makes catalogue, scratch, secrets and socket folders (0700). @throws {FlashError} where this user may not write there. */
export function prepareFolders(place: EmbeddedPlace): void {
  const { folder, scratch, secrets, socketFolder } = place;
  for (const path of [folder, scratch, secrets, socketFolder]) makePrivate(path);
  requireOwn(place.socketFolder);
}

function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new FlashError({
      operation: 'open the embedded catalogue',
      subject: folder,
      reason: explain(errorCode(cause)),
      hint: `make it writable for this user (chown -R "$(id -un)" ${folder}), or set FLASH_HOME to a folder of yours`,
      cause,
    });
  }
}

function explain(code: string | undefined): string {
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not write there';
  if (code === 'EROFS') return 'the disk is mounted read-only';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a file is in the way';
  return 'the folder cannot be made';
}

/** The socket's folder lies in a place that everybody may write to: one that is not ours is refused. */
function requireOwn(folder: string): void {
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid)) {
    chmodSync(folder, 0o700);
    return;
  }
  throw new FlashError({
    operation: 'open the embedded catalogue',
    subject: folder,
    reason: 'the folder for its socket belongs to somebody else',
    hint: `remove it, or set TMPDIR to a folder of yours`,
  });
}
