/** Removes assets that no manifest has named for an hour; readers that hold an older manifest have long moved on. */

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#telemetry/errors.ts';

export const KEEP_MS = 3_600_000;

export interface Pruner {
  /** Notes what the manifest in force names no longer, and what it names (again). */
  note(
    news: { readonly named: Iterable<string>; readonly dropped: Iterable<string> },
    now: number,
  ): void;
  /** Deletes what was dropped an hour ago or more; returns how many assets went. */
  prune(now: number): Promise<number>;
  /**
   * Looks through one folder for what nobody named and nobody dropped: left by a publisher that was killed. Such a file
   * counts from its writing or from the start of this process, whichever is later.
   */
  sweep(folder: string, isNamed: (path: string) => boolean, now: number): Promise<number>;
}

/** Makes a pruner for a snapshot's directory; it remembers what was dropped and when. */
export function createPruner(directory: string, startedAt: number): Pruner {
  const droppedAt = new Map<string, number>();
  const remove = async (path: string): Promise<void> => {
    for (const end of ['', '.gz', '.br']) await rm(join(directory, path + end), { force: true });
  };
  return {
    note({ named, dropped }, now) {
      for (const path of dropped) droppedAt.set(path, now);
      for (const path of named) droppedAt.delete(path);
    },
    async prune(now) {
      let removed = 0;
      for (const [path, at] of droppedAt) {
        // A clock that was set back makes an hour longer, never shorter.
        if (now - at < KEEP_MS) continue;
        await remove(path);
        droppedAt.delete(path);
        removed += 1;
      }
      return removed;
    },
    async sweep(folder, isNamed, now) {
      let removed = 0;
      for (const name of await listFiles(join(directory, folder))) {
        const path = folder === '' ? name : `${folder}/${name}`;
        const asset = path.replace(/\.(gz|br)$/, '');
        if (isNamed(asset) || droppedAt.has(asset)) continue;
        const found = await stat(join(directory, path)).catch(() => null);
        if (found === null || now - Math.max(found.mtimeMs, startedAt) < KEEP_MS) continue;
        await rm(join(directory, path), { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
