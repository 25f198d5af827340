/** The tree of assets as the publisher keeps it up: what was put or dropped, until the lists that name it are written. */

import { treeGroupSchema, treeLeafSchema, treeRootSchema } from './parse/tree.ts';
import { readAsset } from './reader.ts';
import type { AssetReference } from './schema/asset.ts';
import { channelFolder } from './schema/series.ts';
import type { TreeRoot } from './schema/tree.ts';
import type { AssetStore } from './store.ts';

export interface Branch {
  readonly group: string;
  readonly leaf: string;
}

export interface TreeNews {
  readonly named: readonly string[];
  readonly dropped: readonly string[];
}

type Changes = Map<string, AssetReference | null>;
type Leaves = Readonly<Record<string, AssetReference>>;

/** The tree that a root leads to; null: an empty one. Lists are read when they are touched, never all. */
export class Tree {
  readonly #store: AssetStore;
  readonly #changes = new Map<string, Map<string, Changes>>();
  readonly #groups = new Map<string, Leaves>();
  #written: AssetReference | null;
  #top: TreeRoot | null;
  #news: { named: string[]; dropped: string[] } = { named: [], dropped: [] };

  constructor(store: AssetStore, root: AssetReference | null) {
    this.#store = store;
    this.#written = root;
    this.#top = root === null ? { groups: {} } : null;
  }

  /** Notes that an asset is there. */
  put(branch: Branch, asset: AssetReference): void {
    this.#note(branch, asset.path, asset);
  }

  /** Notes that nothing leads to this path any more; one that ends in `*` stands for all that begin so. */
  drop(branch: Branch, path: string): void {
    this.#note(branch, path, null);
  }

  /** Writes the lists that changed; returns the root. */
  async flush(): Promise<AssetReference> {
    if (this.#changes.size === 0 && this.#written !== null) return this.#written;
    const groups = { ...(await this.#root()).groups };
    for (const [group, touched] of this.#changes) {
      const asset = await this.#writeGroup(group, touched);
      this.#replaced(groups[group], asset);
      if (asset === undefined) delete groups[group];
      else groups[group] = asset;
    }
    this.#changes.clear();
    this.#top = { groups };
    const before = this.#written;
    this.#written = await this.#store.putHashed('assets', this.#top);
    this.#replaced(before ?? undefined, this.#written);
    // What is read back later must be there.
    await this.#store.settle();
    return this.#written;
  }

  async groups(): Promise<readonly string[]> {
    return Object.keys((await this.#root()).groups);
  }

  async leaves(group: string): Promise<readonly string[]> {
    return Object.keys(await this.#leavesOf(group));
  }

  /** The assets of a leaf as they were written last. */
  async assets({ group, leaf }: Branch): Promise<readonly AssetReference[]> {
    const asset = (await this.#leavesOf(group))[leaf];
    if (asset === undefined) return [];
    return (await readAsset(this.#store.directory, asset, treeLeafSchema)).assets;
  }

  /** The lists themselves, as they were written last. */
  async lists(): Promise<readonly AssetReference[]> {
    const { groups } = await this.#root();
    const lists = [...(this.#written === null ? [] : [this.#written]), ...Object.values(groups)];
    for (const group of Object.keys(groups))
      lists.push(...Object.values(await this.#leavesOf(group)));
    return lists;
  }

  /** Paths that came into the lists, and that went out of them, since this was last asked. */
  takeNews(): TreeNews {
    const taken = this.#news;
    this.#news = { named: [], dropped: [] };
    return taken;
  }

  #note({ group, leaf }: Branch, path: string, asset: AssetReference | null): void {
    const leaves = this.#changes.get(group) ?? new Map<string, Changes>();
    this.#changes.set(group, leaves);
    const paths: Changes = leaves.get(leaf) ?? new Map();
    leaves.set(leaf, paths);
    // The last word on a path counts, in the order in which they were said.
    paths.delete(path);
    paths.set(path, asset);
  }

  async #root(): Promise<TreeRoot> {
    if (this.#top === null && this.#written !== null)
      this.#top = await readAsset(this.#store.directory, this.#written, treeRootSchema);
    return this.#top ?? { groups: {} };
  }

  async #leavesOf(group: string): Promise<Leaves> {
    const known = this.#groups.get(group);
    if (known !== undefined) return known;
    const asset = (await this.#root()).groups[group];
    const leaves =
      asset === undefined
        ? {}
        : (await readAsset(this.#store.directory, asset, treeGroupSchema)).leaves;
    this.#groups.set(group, leaves);
    return leaves;
  }

  /** Undefined: nothing is left of the group. */
  async #writeGroup(
    group: string,
    touched: ReadonlyMap<string, Changes>,
  ): Promise<AssetReference | undefined> {
    const leaves: Record<string, AssetReference> = { ...(await this.#leavesOf(group)) };
    for (const [leaf, paths] of touched) {
      const before = await this.assets({ group, leaf });
      const assets = merged(before, paths);
      this.#tell(before, assets);
      const old = leaves[leaf];
      if (assets.length === 0) delete leaves[leaf];
      else leaves[leaf] = await this.#store.putHashed(`${stemOf(group)}/${leaf}`, { assets });
      this.#replaced(old, leaves[leaf]);
    }
    this.#groups.set(group, leaves);
    if (Object.keys(leaves).length === 0) return undefined;
    return await this.#store.putHashed(stemOf(group), { leaves });
  }

  #replaced(old: AssetReference | undefined, next: AssetReference | undefined): void {
    this.#tell(old === undefined ? [] : [old], next === undefined ? [] : [next]);
  }

  #tell(before: readonly AssetReference[], after: readonly AssetReference[]): void {
    const there = new Set(after.map(({ path }) => path));
    this.#news.named.push(...there);
    this.#news.dropped.push(...before.map(({ path }) => path).filter((path) => !there.has(path)));
  }
}

/** `series/<channel>` is one folder deep whatever the channel's name is. */
function stemOf(group: string): string {
  const [kind = '', ...name] = group.split('/');
  return name.length === 0 ? `tree/${kind}` : `tree/${kind}/${channelFolder(name.join('/'))}`;
}

function merged(known: readonly AssetReference[], changes: Changes): readonly AssetReference[] {
  const assets = new Map(known.map((asset) => [asset.path, asset]));
  for (const [path, asset] of changes) {
    if (asset === null) drop(assets, path);
    else assets.set(path, asset);
  }
  return [...assets.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function drop(assets: Map<string, AssetReference>, path: string): void {
  assets.delete(path);
  if (!path.endsWith('*')) return;
  const beginning = path.slice(0, -1);
  for (const known of assets.keys()) if (known.startsWith(beginning)) assets.delete(known);
}
