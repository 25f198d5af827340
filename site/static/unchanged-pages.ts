/** Which pages an earlier build has as they are now: cost follows what changed. Told by the checksums of both snapshots, never by times or revisions, which begin anew with a new catalogue. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { campaignsSchema } from '../snapshot/parse/manifest.ts';
import { treeGroupSchema, treeLeafSchema, treeRootSchema } from '../snapshot/parse/tree.ts';
import { openSnapshot, readAsset, readManifest } from '../snapshot/reader.ts';
import { surroundingsKey } from '../snapshot/run-surroundings.ts';
import type { AssetReference } from '../snapshot/schema/asset.ts';
import type { Manifest } from '../snapshot/schema/manifest.ts';
import type { CompiledSite } from '../gateway/pages.ts';

const STAMP = '.flash-build.json';
const SHARD = /^run\/([^/]+)\/(\d+)\.r\d+\.json$/;

/** What every page depends on beside the snapshot's data: the compiled site, its address, the note of a demonstration. */
export function stampOf(site: CompiledSite, url: string, manifest: Manifest): string {
  const { demo, demo_note: note } = manifest;
  return JSON.stringify({ site: site.directory ?? null, url, demo, note });
}

/** Leaves the stamp for the next build. */
export async function writeStamp(directory: string, stamp: string): Promise<void> {
  await writeFile(join(directory, STAMP), stamp);
}

/**
 * Returns the pages of runs that an earlier build in `before` shows as `directory` would: the run's shard, what stands
 * around the run, and what was merged into it, is all that such a page shows, but for the time in its header, which stays that at which the data were read.
 */
export async function unchangedPages(options: {
  readonly before: string;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly stamp: string;
  readonly site: CompiledSite;
}): Promise<ReadonlySet<string>> {
  const { before, directory, manifest, stamp, site } = options;
  const known = await readFile(join(before, STAMP), 'utf8').catch(() => null);
  // A site that was not compiled into a folder has no name by which to know it again.
  if (known !== stamp || site.directory === undefined) return new Set();
  // An earlier build that cannot be read is no reason to fail: everything is rendered again.
  const old = await oldShards(join(before, 'data')).catch(() => null);
  if (old === null) return new Set();
  const now = await shardsOf(join(directory, 'data'), manifest);
  return new Set([...now].flatMap(([page, shard]) => (old.get(page) === shard ? [page] : [])));
}

async function oldShards(data: string): Promise<ReadonlyMap<string, string> | null> {
  const manifest = await readManifest(data);
  return manifest === null ? null : await shardsOf(data, manifest);
}

/** By page: path and checksum of the shard that it shows, and which runs were merged into it. */
async function shardsOf(data: string, manifest: Manifest): Promise<ReadonlyMap<string, string>> {
  const shards = new Map<string, string>();
  const { groups } = await readAsset(data, manifest.assets.tree, treeRootSchema);
  for (const [group, asset] of Object.entries(groups)) {
    if (!group.startsWith('campaign/')) continue;
    const { leaves } = await readAsset(data, asset, treeGroupSchema);
    for (const leaf of Object.values(leaves)) await readLeaf(data, leaf, shards);
  }
  const { moved } = await readAsset(data, manifest.assets.campaigns, campaignsSchema);
  for (const merged of moved.runs) {
    const page = `/runs/${merged.intoSlug}/${merged.into}/`;
    shards.set(page, `${shards.get(page) ?? ''}${JSON.stringify(merged)}\n`);
  }
  await addSurroundings(data, shards);
  return shards;
}

/** A new run changes the page of the one before it, an alarm that ended those of its time. */
async function addSurroundings(data: string, shards: Map<string, string>): Promise<void> {
  const snapshot = await openSnapshot(data);
  if (snapshot === null) return;
  for (const { slug } of (await snapshot.campaigns()).campaigns)
    for (const number of (await snapshot.runs(slug))?.columns.number ?? []) {
      const page = `/runs/${slug}/${number}/`;
      const around = await surroundingsKey(snapshot, slug, number);
      shards.set(page, `${shards.get(page) ?? ''}${around}\n`);
    }
}

async function readLeaf(
  data: string,
  leaf: AssetReference,
  shards: Map<string, string>,
): Promise<void> {
  for (const { path, sha256 } of (await readAsset(data, leaf, treeLeafSchema)).assets) {
    const [, slug, number] = SHARD.exec(path) ?? [];
    if (slug === undefined || number === undefined) continue;
    const page = `/runs/${slug}/${number}/`;
    shards.set(page, `${shards.get(page) ?? ''}${path} ${sha256}\n`);
  }
}
