/** Versions of the MariaDB server: which are supported, and which may run on the data that another one left. */

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** As the server says it, shortened to the numbers: `10.11.19`. */
  readonly text: string;
}

export type VersionChange = 'same' | 'upgrade' | 'refuse';

const OLDEST = { major: 10, minor: 6 };

/** Reads `mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 …` or `10.11.19-MariaDB`; null for MySQL or anything else. */
export function parseServerVersion(text: string): ServerVersion | null {
  const match = /(\d+)\.(\d+)\.(\d+)-MariaDB/i.exec(text);
  if (match === null) return null;
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return { major, minor, patch, text: `${String(major)}.${String(minor)}.${String(patch)}` };
}

/** Whether the catalogue runs on this server: 10.6 or newer. */
export function isSupported(version: ServerVersion): boolean {
  return compareSeries(version, OLDEST) >= 0;
}

/**
 * Says what a server may do with data that another version left: within a series (10.11) nothing is needed,
 * a newer series needs `mariadb-upgrade`, an older one must not touch them.
 */
export function judgeVersionChange(left: ServerVersion, now: ServerVersion): VersionChange {
  const order = compareSeries(now, left);
  if (order === 0) return 'same';
  return order > 0 ? 'upgrade' : 'refuse';
}

type Series = Pick<ServerVersion, 'major' | 'minor'>;

function compareSeries(a: Series, b: Series): number {
  return a.major - b.major || a.minor - b.minor;
}
