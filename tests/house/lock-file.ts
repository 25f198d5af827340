/** The lock file: every entry carries its integrity, none an address, all as package.json asks. */

import type { Finding } from './tree.ts';

/** One package of a lock file; the entry '' is the project itself. */
export interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly [field: string]: unknown;
}

/** The part of package-lock.json (version 3) that is checked. */
export interface LockFile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockEntry>>;
}

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'];
const PATH = 'package-lock.json';

/** Returns what is wrong with a lock file, beside the package.json it belongs to. */
export function checkLockFile(
  lock: LockFile,
  manifest: Readonly<Record<string, unknown>>,
): Finding[] {
  const { '': own = {}, ...packages } = lock.packages;
  const entries = Object.entries(packages);
  return [
    ...entries
      .filter(([, entry]) => !/^sha(512|384|256)-/.test(entry.integrity ?? ''))
      .map(([name]) => ({ path: PATH, says: `${name} has no integrity` })),
    ...entries
      .filter(([, entry]) => entry.resolved !== undefined)
      .map(([name]) => ({ path: PATH, says: `${name} names an address` })),
    ...FIELDS.filter((field) => !isSame(own[field], manifest[field])).map((field) => ({
      path: PATH,
      says: `${field} are not those of package.json: run npm install`,
    })),
    ...(entries.length === 0 ? [{ path: PATH, says: 'holds no package' }] : []),
  ];
}

function isSame(one: unknown = {}, other: unknown = {}): boolean {
  const lines = (value: unknown): string[] =>
    Object.entries(value ?? {}).map(([name, range]) => `${name} ${range}`);
  return lines(one).toSorted().join() === lines(other).toSorted().join();
}
