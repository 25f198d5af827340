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
import type { Draw, OverviewAccess, OverviewPage } from '../overview/load.ts';
import { fetchKept, follow, serverNow } from './feed.ts';
import { morph } from './morph.ts';

const main = document.querySelector<HTMLElement>('[data-overview]');
const page = main?.dataset['overview'] as OverviewPage | undefined;
const read = fetchKept(24);
const drawn = new Map<string, string>();
let draw: Draw | null = null;
let manifest: Manifest | null = null;
/** What the hub has drawn: nothing has to be fetched for it before it grows old. A static host draws nothing for an address. */
let path = main?.dataset['drawn'] === location.search ? (main.dataset['asset'] ?? '') : '';
const openedAt = performance.now();
const KEPT_MS = 10_000;

follow(async (feed) => {
  manifest = feed.manifest;
  await refresh();
});
// What cannot be fetched now is told by the badge, and asked for again.
if (page !== undefined) setInterval(() => void refresh().catch(() => undefined), KEPT_MS);

/** Fetches what changed since the page was drawn, and draws. */
async function refresh(): Promise<void> {
  if (page === undefined || manifest === null) return;
  const asset = manifest.assets.overview;
  if (asset.path !== path || (draw === null && isOld())) {
    const known = { at: serverNow() ?? manifest.generated_at, files: manifest.rows['file'] ?? 0 };
    // What draws comes with the first drawing: the hub's page needs none.
    const { PAGES } = await import('../overview/load.ts');
    draw = await PAGES[page](accessTo(asset), new URLSearchParams(location.search), known);
    path = asset.path;
  }
  show();
}

/** Ages in the page are those of its drawing: they go on after a while, and at once where there is no news. */
function isOld(): boolean {
  return performance.now() - openedAt > KEPT_MS || silentSince() !== null;
}

function silentSince(): number | null {
  const at = serverNow();
  if (at === null || manifest === null) return null;
  const { generated_at: published, stale_after_s: staleAfter } = manifest;
  return at - published > staleAfter * 1_000 ? published : null;
}

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
  for (const [name, markup] of Object.entries(draw({ at, silentSince: silentSince() }))) {
    if (drawn.get(name) === markup) continue;
    drawn.set(name, markup);
    const place = document.querySelector(`[data-section="overview-${name}"]`);
    if (place !== null) morph(place, markup);
  }
}
