/** Finds the MariaDB programs of this machine and reads their version. */

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { FlashError } from '../../errors.ts';
import { isSupported, parseServerVersion, type ServerVersion } from './version.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface MariadbPrograms {
  readonly server: string;
  readonly installer: string;
  /** Null: not installed; needed only after a change of the server's version. */
  readonly upgrade: string | null;
  /** Null: not installed; then a server outlives a killed owner until the next start ends it. */
  readonly setpriv: string | null;
  readonly version: ServerVersion;
}

/** Daemons live where an ordinary user's PATH does not look. */
const DAEMON_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/libexec',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/mariadb/bin',
];

const INSTALL_HINT =
  'install the MariaDB server, 10.6 or newer: apt install mariadb-server-core mariadb-client-core (Debian, Ubuntu), dnf install mariadb-server (Fedora, Alma), brew install mariadb (macOS); or set FLASH_MARIADBD to the path of one';

/**
 * Finds `mariadbd` and its tools: the environment (`FLASH_MARIADBD`, `FLASH_MARIADB_INSTALL_DB`, `FLASH_MARIADB_UPGRADE`)
 * wins over PATH.
 * @throws {FlashError} where a program is missing, is not MariaDB, or is older than 10.6.
 */
export async function findMariadbPrograms(env: Env): Promise<MariadbPrograms> {
  const server = require(env, 'FLASH_MARIADBD', 'mariadbd');
  const installer = require(env, 'FLASH_MARIADB_INSTALL_DB', 'mariadb-install-db');
  return {
    server,
    installer,
    upgrade: env['FLASH_MARIADB_UPGRADE'] ?? findProgram('mariadb-upgrade', env),
    setpriv: findProgram('setpriv', env),
    version: await readVersion(server),
  };
}

function require(env: Env, variable: string, name: string): string {
  const found = env[variable] ?? findProgram(name, env);
  if (found !== null) return found;
  throw new FlashError({
    operation: 'start the embedded catalogue',
    subject: name,
    reason: 'the program is not installed',
    hint: INSTALL_HINT,
  });
}

/** Returns the full path of a program on PATH or where daemons live; null where there is none. */
export function findProgram(name: string, env: Env): string | null {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [...folders, ...DAEMON_FOLDERS]) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return null;
}

async function readVersion(server: string): Promise<ServerVersion> {
  const said = await promisify(execFile)(server, ['--no-defaults', '--version']).then(
    ({ stdout }) => stdout.trim(),
    (cause: unknown) => {
      throw new FlashError({
        operation: 'ask the MariaDB server for its version',
        subject: server,
        reason: 'it could not be run',
        hint: INSTALL_HINT,
        cause,
      });
    },
  );
  const version = parseServerVersion(said);
  if (version !== null && isSupported(version)) return version;
  throw new FlashError({
    operation: 'start the embedded catalogue',
    subject: server,
    reason:
      version === null
        ? `it is not a MariaDB server: it says "${said}"`
        : `it is MariaDB ${version.text}; 10.6 or newer is needed`,
    hint: INSTALL_HINT,
  });
}
