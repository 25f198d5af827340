/** Finds programs on PATH and in the places where system daemons live. */

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const DAEMON_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/libexec',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/mariadb/bin',
];

/** Returns the full path of the first of `names` that can be run, or undefined. */
export function findProgram(names, env = process.env, more = []) {
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...more];
  for (const name of [names].flat()) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}

/** As `findProgram`, also where daemons live, which an ordinary user's PATH often lacks. */
export function findDaemon(names, env = process.env) {
  const more = env.FLASH_SETUP_PATH_ONLY ? [] : DAEMON_FOLDERS;
  return findProgram(names, env, more);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
