/** What happens when the system's MariaDB is not the one that wrote the data: upgraded to a newer, refused by an older. */

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { FlashError } from '../../errors.ts';
import { openConnection, type ConnectionSettings } from '../connection.ts';
import type { EmbeddedPlace } from './place.ts';
import type { MariadbPrograms } from './programs.ts';
import { judgeVersionChange, parseServerVersion, type ServerVersion } from './version.ts';

/** @throws {FlashError} where the data were last used by a newer series of MariaDB than this one. */
export function refuseOlderServer(place: EmbeddedPlace, version: ServerVersion): void {
  const left = readLeftVersion(place);
  if (left === null || judgeVersionChange(left, version) !== 'refuse') return;
  throw new FlashError({
    operation: 'open the embedded catalogue',
    subject: place.datadir,
    reason: `MariaDB ${left.text} wrote it, and MariaDB ${version.text} of this machine is older`,
    hint: `install MariaDB ${left.text} or newer, or set FLASH_MARIADBD to the path of one`,
  });
}

/** Waits until the server answers, runs `mariadb-upgrade` where its series is newer than the data's, notes the version. */
export async function finishVersionChange(
  place: EmbeddedPlace,
  programs: MariadbPrograms,
  administrator: ConnectionSettings,
): Promise<void> {
  const connection = await openConnection(administrator, { connectTimeout: 300_000 });
  await connection.end();
  const left = readLeftVersion(place);
  if (left !== null && judgeVersionChange(left, programs.version) === 'upgrade') {
    await runUpgrade(place, programs, administrator, left);
  }
  writeFileSync(place.version, `${programs.version.text}-MariaDB\n`, { mode: 0o600 });
}

async function runUpgrade(
  place: EmbeddedPlace,
  { upgrade, version }: MariadbPrograms,
  { user, password }: ConnectionSettings,
  left: ServerVersion,
): Promise<void> {
  const subject = `${place.datadir} (MariaDB ${left.text} to ${version.text})`;
  const operation = 'upgrade the embedded catalogue';
  if (upgrade === null) {
    throw new FlashError({
      operation,
      subject,
      reason: 'the program mariadb-upgrade is not installed',
      hint: 'install the MariaDB client programs: apt install mariadb-client-core mariadb-server-core',
    });
  }
  const options = join(place.secrets, 'upgrade.cnf');
  const lines = ['[client]', `user=${user}`, `password=${password}`, `socket=${place.socket}`];
  writeFileSync(options, `${lines.join('\n')}\n`, { mode: 0o600 });
  await promisify(execFile)(upgrade, [`--defaults-file=${options}`], {
    maxBuffer: 64_000_000,
  }).catch((cause: unknown) => {
    throw new FlashError({
      operation,
      subject,
      reason: 'mariadb-upgrade failed',
      hint: `run it by hand to see why: ${upgrade} --defaults-file=${options}`,
      cause,
    });
  });
}

function readLeftVersion(place: EmbeddedPlace): ServerVersion | null {
  try {
    return parseServerVersion(readFileSync(place.version, 'utf8'));
  } catch {
    return null;
  }
}
