/** Removes assets that no manifest has named for an hour; readers that hold an older manifest have long moved on. */

import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { PublishedState } from './published-state.ts';

const KEEP_MS = 3_600_000;

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

/** Deletes old orphans among the small live assets (`now`, `tail`, `runs`, `run`, lists); returns how many went. Tiles of channels that were not touched since the start stay. */
export async function prune(
  directory: string,
  state: PublishedState,
  now: number,
): Promise<number> {
  const named = namedPaths(state);
  const stems = new Set([...named].map((path) => path.replace(/\.[^./]+\.json$/, '')));
  let removed = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(directory, full);
    const plain = path.replace(/\.gz$/, '');
    const isParted = plain.includes('.files-');
    const isOrphan =
      entry.name.endsWith('.tmp') ||
      (!named.has(plain) && !isParted && stems.has(plain.replace(/\.[^./]+\.json$/, '')));
    if (!isOrphan) continue;
    const { mtimeMs } = await stat(full);
    if (now - mtimeMs < KEEP_MS) continue;
    await rm(full, { force: true });
    removed += 1;
  }
  return removed;
}
