/** Counts bytes and files below a root, a piece at a time: only directories that changed are read again. */

import type { DirectoryContent } from '../../formats/find-output.ts';
import type { DirectoryReader } from '../../sources/count-files.ts';

export interface DirectoryTotals {
  readonly bytes: number;
  readonly files: number;
  readonly directories: number;
  /** When the count ended, UTC ms. */
  readonly at: number;
}

export interface DirectoryCount {
  /**
   * Counts on until `isLate` or the end of this count; begins a new one where none is under way.
   * @throws FlashError, transient: the mount does not answer; the count goes on next time.
   */
  readonly work: (isLate: () => boolean, signal: AbortSignal) => Promise<void>;
  readonly isUnderWay: () => boolean;
  /** Of the last count that ended; null: the first one has not. */
  readonly totals: () => DirectoryTotals | null;
  /** Directories of the last count that could not be read: what they hold is not in the totals. */
  readonly unreadable: () => readonly string[];
  /** Whether there are more directories than may be remembered: then there are no totals. */
  readonly isTooLarge: () => boolean;
}

export interface DirectoryCountOptions {
  readonly root: string;
  readonly reader: DirectoryReader;
  readonly now: () => number;
  readonly maxDirectories: number;
}

interface Known extends DirectoryContent {
  /** UTC ms. */
  readonly readAt: number;
}

/** Directories a child is asked for at once. */
const AT_ONCE = 200;

/** A file that is younger than this may still grow, which does not move its directory's time; ms. */
const GROWS_MS = 600_000;

/** Every directory is read again after this long, whatever its time says; ms. */
const READ_AGAIN_MS = 86_400_000;

/** Makes the count of one root; it remembers one small record a directory. */
export function createDirectoryCount(options: DirectoryCountOptions): DirectoryCount {
  const { root, reader, now, maxDirectories } = options;
  const known = new Map<string, Known>();
  let queue: string[] | null = null;
  let unreadable: string[] = [];
  let lastUnreadable: readonly string[] = [];
  let totals: DirectoryTotals | null = null;
  let isTooLarge = false;

  async function chunk(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const times = await reader.times(paths, signal);
    for (const path of paths) if (!times.has(path)) forget(known, path);
    const changed = [...times.keys()].filter((path) =>
      mustRead(known.get(path), times.get(path), now()),
    );
    const read = changed.length === 0 ? [] : await reader.contents(changed, signal);
    const answered = new Set(read.map(({ path }) => path));
    for (const path of changed) {
      if (answered.has(path)) continue;
      unreadable.push(path);
      forget(known, path);
    }
    for (const content of read) {
      for (const gone of known.get(content.path)?.directories ?? [])
        if (!content.directories.includes(gone)) forget(known, gone);
      queue?.push(...content.directories.filter((path) => !known.has(path)));
      known.set(content.path, { ...content, readAt: now() });
    }
  }

  return {
    async work(isLate, signal) {
      // What could not be read is asked for again: its parent does not change when it can be.
      queue ??= known.size === 0 ? [root] : [...known.keys(), ...lastUnreadable];
      while (queue.length > 0 && !isLate()) {
        const paths = queue.slice(0, AT_ONCE);
        await chunk(paths, signal);
        // Only now: a chunk that failed is asked again. New ones were put behind it.
        queue.splice(0, paths.length);
        isTooLarge = known.size > maxDirectories;
        if (isTooLarge) break;
      }
      if (queue.length > 0 && !isTooLarge) return;
      queue = null;
      lastUnreadable = unreadable;
      unreadable = [];
      totals = isTooLarge || !known.has(root) ? null : sum(known, now());
      if (isTooLarge) known.clear();
    },
    isUnderWay: () => queue !== null,
    totals: () => totals,
    unreadable: () => lastUnreadable,
    isTooLarge: () => isTooLarge,
  };
}

function mustRead(known: Known | undefined, mtime: string | undefined, now: number): boolean {
  if (known === undefined || known.mtime !== mtime) return true;
  const mayGrow = known.newest !== null && known.readAt - known.newest * 1_000 < GROWS_MS;
  return mayGrow || now - known.readAt > READ_AGAIN_MS;
}

function forget(known: Map<string, Known>, path: string): void {
  const found = known.get(path);
  if (found === undefined) return;
  known.delete(path);
  for (const below of found.directories) forget(known, below);
}

function sum(known: ReadonlyMap<string, Known>, at: number): DirectoryTotals {
  let [bytes, files] = [0, 0];
  for (const one of known.values()) {
    bytes += one.bytes;
    files += one.files;
  }
  return { bytes, files, directories: known.size, at };
}
