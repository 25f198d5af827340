/** Finds the MariaDB server that the embedded catalogue runs on. */

import { spawnSync } from 'node:child_process';
import { findDaemon } from './find-program.mjs';
import { SetupError } from './setup-error.mjs';

/** The oldest server that is supported, as [major, minor]. */
export const OLDEST_MARIADB = [10, 6];

/** Reads "mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for …"; undefined for MySQL or anything else. */
export function parseMariadbVersion(text) {
  const match = /(\d+)\.(\d+)\.(\d+)-MariaDB/.exec(text);
  return match ? match.slice(1, 4).map(Number) : undefined;
}

/** Tells whether a version, as [major, minor, patch], is one we can use. */
export function isRecentMariadb([major, minor], [oldMajor, oldMinor] = OLDEST_MARIADB) {
  return major > oldMajor || (major === oldMajor && minor >= oldMinor);
}

/**
 * Looks for the server and its tools.
 *
 * @returns {{ paths: object, missing: string[] }} paths by environment name, for the child
 * @throws {SetupError} when the server found is too old or not MariaDB
 */
export function findMariadb(env = process.env) {
  const wanted = {
    FLASH_MARIADBD: ['mariadbd'],
    FLASH_MARIADB_INSTALL_DB: ['mariadb-install-db', 'mysql_install_db'],
    FLASH_MARIADB_UPGRADE: ['mariadb-upgrade', 'mysql_upgrade'],
    FLASH_MARIADB_CLIENT: ['mariadb', 'mysql'],
  };
  const paths = {};
  const missing = [];
  for (const [name, programs] of Object.entries(wanted)) {
    const path = env[name] ?? findDaemon(programs, env);
    if (path) paths[name] = path;
    else missing.push(programs[0]);
  }
  if (paths.FLASH_MARIADBD) checkVersion(paths.FLASH_MARIADBD);
  return { paths, missing };
}

function checkVersion(path) {
  const ran = spawnSync(path, ['--no-defaults', '--version'], { encoding: 'utf8' });
  const said = `${ran.stdout ?? ''}${ran.stderr ?? ''}`.trim();
  const version = parseMariadbVersion(said);
  if (version && isRecentMariadb(version)) return;
  throw new SetupError({
    what: 'this MariaDB server cannot be used',
    subject: path,
    why: version
      ? `it is version ${version.join('.')}; the catalogue needs ${OLDEST_MARIADB.join('.')} or newer`
      : `asked for its version it said "${said || (ran.error?.message ?? 'nothing')}"`,
    hint: 'install a newer MariaDB, or set FLASH_MARIADBD to the path of one',
  });
}
