/** How the embedded server is started: a small private server that loses nothing it has committed. */

import type { EmbeddedPlace } from './place.ts';

/** The same for every session, on servers of ours and of others. */
export const SQL_MODE =
  'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/** Returns the arguments of `mariadbd`; as root the server insists on being told its user. */
export function serverArguments(
  place: EmbeddedPlace,
  isRoot: boolean,
  extra: readonly string[] = [],
): readonly string[] {
  return [
    '--no-defaults',
    ...(isRoot ? ['--user=root'] : []),
    `--datadir=${place.datadir}`,
    `--tmpdir=${place.scratch}`,
    `--socket=${place.socket}`,
    `--pid-file=${place.pidFile}`,
    `--init-file=${place.initFile}`,
    '--skip-networking',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=128M',
    '--innodb-log-file-size=48M',
    // A commit is on the disk before it is acknowledged.
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-lock-wait-timeout=20',
    '--key-buffer-size=1M',
    '--aria-pagecache-buffer-size=8M',
    '--max-connections=100',
    '--max-allowed-packet=64M',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_nopad_bin',
    '--default-time-zone=+00:00',
    `--sql-mode=${SQL_MODE}`,
    ...extra,
  ];
}
