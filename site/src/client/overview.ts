/** Keeps the pages of storage, jobs, statistics and shifts as new as the snapshot: drawn again in place when something of theirs changed. */

import type { Schema } from '#site/snapshot/parse/packed.ts';
import {
  daysSchema,
  jobsSchema,
  overviewSchema,
  rotaSchema,
  storageSchema,
} from '#site/snapshot/parse/overview.ts';
import type { AssetReference } from '#site/snapshot/schema/asset.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { PAGES, type Draw, type OverviewAccess, type OverviewPage } from '../overview/load.ts';
import { fetchKept, follow, serverNow } from './feed.ts';
import { morph } from './morph.ts';

const main = document.querySelector<HTMLElement>('[data-overview]');
const page = main?.dataset['overview'] as OverviewPage | undefined;
const read = fetchKept(24);
const drawn = new Map<string, string>();
let draw: Draw | null = null;
let manifest: Manifest | null = null;
let path = '';

follow(async (feed) => {
  if (page === undefined || feed.manifest === null) return;
  manifest = feed.manifest;
  const asset = manifest.assets.overview;
  if (asset.path !== path) {
    const known = { at: serverNow() ?? manifest.generated_at, files: manifest.rows['file'] ?? 0 };
    draw = await PAGES[page](accessTo(asset), new URLSearchParams(location.search), known);
    path = asset.path;
  }
  show();
});
if (page !== undefined) setInterval(show, 10_000);

function accessTo(asset: AssetReference): OverviewAccess {
  const get = <T>(one: Pick<AssetReference, 'path'>, schema: Schema<T>): Promise<T> =>
    read(one as AssetReference, schema);
  const overview = () => get(asset, overviewSchema);
  return {
    overview,
    storage: async () => get((await overview()).storage, storageSchema),
    jobs: async () => get((await overview()).jobs, jobsSchema),
    daysOfYear: (year) => get(year.asset, daysSchema),
    rotaOfYear: (year) => get(year.asset, rotaSchema),
  };
}

function show(): void {
  const at = serverNow();
  if (draw === null || at === null || manifest === null) return;
  const { generated_at: published, stale_after_s: staleAfter } = manifest;
  const silentSince = at - published > staleAfter * 1_000 ? published : null;
  for (const [name, markup] of Object.entries(draw({ at, silentSince }))) {
    if (drawn.get(name) === markup) continue;
    drawn.set(name, markup);
    const place = document.querySelector(`[data-section="overview-${name}"]`);
    if (place !== null) morph(place, markup);
  }
}
