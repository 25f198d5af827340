/** Removes assets that no manifest has named for an hour; readers that hold an older manifest have long moved on. */

import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { PublishedState } from './published-state.ts';

const KEEP_MS = 3_600_000;
const EVERY_MS = 600_000;

/** Returns the paths that the state leads to, relative to the snapshot's directory; null where a channel's tiles are not known in memory. */
export function namedPaths(state: PublishedState): ReadonlySet<string> {
  const paths = new Set<string>(['snapshot.json']);
  for (const asset of Object.values(state.manifest?.assets ?? {})) paths.add(asset.path);
  for (const campaign of state.campaigns.values()) {
    paths.add(campaign.head.runs.path);
    for (const shard of campaign.shards.values()) paths.add(shard.asset.path);
  }
  for (const asset of state.series.values()) paths.add(asset.path);
  for (const series of state.seriesContent.values()) {
    for (const tiles of Object.values(series.tiles)) for (const tile of tiles) paths.add(tile.path);
  }
  return paths;
}

export interface Pruner {
  /** Deletes what no manifest has named for an hour; returns how many files went. Tiles of channels that were not touched since the start stay. */
  prune(state: PublishedState, now: number): Promise<number>;
  /** The same, where the last time was ten minutes ago. */
  pruneIfDue(state: PublishedState, now: number): Promise<void>;
}

/**
 * Makes a pruner that remembers what it saw named: an asset that was written long ago and superseded just now is kept
 * for its hour. What it never saw named counts from its own writing, or from the start, whichever is later.
 */
export function createPruner(directory: string, startedAt: number): Pruner {
  const namedAt = new Map<string, number>();
  let prunedAt = startedAt;
  const pruner: Pruner = {
    async pruneIfDue(state, now) {
      if (now - prunedAt < EVERY_MS) return;
      prunedAt = now;
      await pruner.prune(state, now);
    },
    async prune(state, now) {
      const named = namedPaths(state);
      for (const path of named) namedAt.set(path, now);
      const stems = new Set([...named].map(stemOf));
      let removed = 0;
      for (const path of await listFiles(directory)) {
        const plain = path.replace(/\.gz$/, '');
        if (!isOrphan(plain, named, stems)) continue;
        const full = join(directory, path);
        const { mtimeMs } = await stat(full);
        if (now - Math.max(mtimeMs, namedAt.get(plain) ?? startedAt) < KEEP_MS) continue;
        await rm(full, { force: true });
        removed += 1;
      }
      for (const [path, at] of namedAt) if (now - at > 2 * KEEP_MS) namedAt.delete(path);
      return removed;
    },
  };
  return pruner;
}

const stemOf = (path: string): string => path.replace(/\.[^./]+\.json$/, '');

function isOrphan(path: string, named: ReadonlySet<string>, stems: ReadonlySet<string>): boolean {
  if (path.endsWith('.tmp')) return true;
  return !named.has(path) && !path.includes('.files-') && stems.has(stemOf(path));
}

async function listFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}
