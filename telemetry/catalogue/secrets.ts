/** Passwords of the catalogue's accounts: made once, kept in files that only this user can read. */

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { errorCode } from '../errors.ts';

/** Returns the password kept under this name, making one where there is none. */
export function keepPassword(folder: string, name: string): string {
  const path = join(folder, name);
  const found = readPassword(path);
  if (found !== null) return found;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (thrown) {
    // Somebody else made one in the meantime: theirs counts.
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
  return keepPassword(folder, name);
}

function readPassword(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? null : text;
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}
