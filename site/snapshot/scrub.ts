/** Reads what is published again, a list at a time and round and round, and finds what is no longer what it was. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readBody } from './body.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Manifest } from './schema/manifest.ts';
import type { Tree } from './tree.ts';

export interface Scrub {
  /** Checks the next list; returns the paths of its assets that are missing or differ from their SHA-256. `live`: what `now` and `tail` lead to. */
  next(
    manifest: Manifest | null,
    tree: Tree,
    live: readonly AssetReference[],
  ): Promise<readonly string[]>;
}

/** Makes a scrub that begins with what the manifest names itself. */
export function createScrub(directory: string): Scrub {
  let waiting: { readonly group: string; readonly leaf: string }[] = [];
  return {
    async next(manifest, tree, live) {
      if (manifest === null) return [];
      const branch = waiting.pop();
      if (branch !== undefined) return await damaged(directory, await tree.assets(branch));
      for (const group of await tree.groups()) {
        for (const leaf of await tree.leaves(group)) waiting.push({ group, leaf });
      }
      waiting = waiting.reverse();
      const top = [...Object.values(manifest.assets), ...live];
      return await damaged(directory, [...top, ...(await tree.lists())]);
    },
  };
}

/** Returns the paths of assets that are missing or differ. */
export async function damaged(
  directory: string,
  assets: readonly AssetReference[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, bytes, sha256 } of assets) {
    const body = await readBody(join(directory, path)).catch(() => null);
    const isWhole =
      body !== null &&
      body.length === bytes &&
      createHash('sha256').update(body).digest('hex') === sha256;
    if (!isWhole) found.push(path);
  }
  return found;
}
