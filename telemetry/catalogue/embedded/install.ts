/** Makes the datadir of a new embedded server: whole or not at all. */

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { FlashError } from '../../errors.ts';
import type { EmbeddedPlace } from './place.ts';
import type { MariadbPrograms } from './programs.ts';

/** Whether the datadir has been made. */
export function isInstalled(place: EmbeddedPlace): boolean {
  return existsSync(join(place.datadir, 'mysql'));
}

/** Runs `mariadb-install-db` into a folder beside the datadir, then moves it in place. */
export async function installDatadir(
  place: EmbeddedPlace,
  programs: MariadbPrograms,
  isRoot: boolean,
  extra: readonly string[] = [],
): Promise<void> {
  const draft = `${place.datadir}.new`;
  rmSync(draft, { recursive: true, force: true });
  try {
    await promisify(execFile)(
      programs.installer,
      [...installerArguments(draft, place.scratch, isRoot), ...extra],
      {
        env: { ...process.env, MYSQLD_BOOTSTRAP: programs.server },
        maxBuffer: 16_000_000,
      },
    );
    if (existsSync(place.datadir) && readdirSync(place.datadir).length === 0) {
      rmSync(place.datadir, { recursive: true });
    }
    renameSync(draft, place.datadir);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    throw new FlashError({
      operation: 'make the data directory of the embedded catalogue',
      subject: place.datadir,
      reason: explain(cause),
      hint: 'look at free space and permissions there, then try again',
      cause,
    });
  }
}

function installerArguments(datadir: string, scratch: string, isRoot: boolean): readonly string[] {
  return [
    '--no-defaults',
    ...(isRoot ? ['--user=root'] : []),
    `--datadir=${datadir}`,
    `--tmpdir=${scratch}`,
    '--auth-root-authentication-method=socket',
    '--skip-test-db',
    '--skip-name-resolve',
    '--innodb-log-file-size=48M',
  ];
}

/** The first line that names a failure: what follows it, `Aborting` among them, follows from it. */
function explain(cause: unknown): string {
  const said =
    typeof cause === 'object' && cause !== null && 'stderr' in cause ? String(cause.stderr) : '';
  const line = said
    .split('\n')
    .map((text) => text.trim())
    .find((text) => /error|fatal|cannot|denied|no space/i.test(text));
  return line ?? 'mariadb-install-db failed';
}
