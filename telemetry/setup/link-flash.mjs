/** Links node_modules/.bin/flash to the launcher, so that `npx flash` finds it in the clone. */

import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TARGET = join('..', '..', 'telemetry', 'setup', 'flash.sh');

/** Makes the link, or leaves the right one alone. Two at once do no harm. */
export function linkFlash(root) {
  const link = join(root, 'node_modules', '.bin', 'flash');
  if (currentTarget(link) === TARGET) return;
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  try {
    symlinkSync(TARGET, link);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

function currentTarget(link) {
  return lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()
    ? readlinkSync(link)
    : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  linkFlash(join(dirname(fileURLToPath(import.meta.url)), '..', '..'));
}
