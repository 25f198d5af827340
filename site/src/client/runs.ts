/** Filters and sorts the table of runs in the browser, on the whole campaign; the address is the only state. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import { campaignsSchema } from '#site/snapshot/parse/manifest.ts';
import { runsSchema } from '#site/snapshot/parse/runs.ts';
import { readQuery } from '../runs/query.ts';
import { runsTable } from '../runs/table.ts';
import { formatCount } from '#telemetry/units.ts';
import { fetchAsset, follow } from './feed.ts';
import { morph } from './morph.ts';

const place = document.querySelector<HTMLElement>('[data-runs]');
const form = document.querySelector<HTMLFormElement>('[data-runs-form]');
const banner = document.querySelector<HTMLElement>('[data-runs-banner]');
const index = new Map<string, Promise<Runs>>();
let path = place?.dataset['runs'] ?? '';
let newest = path;

/** The campaign's index: fetched at the first filter or sort, not before. */
function load(): Promise<Runs> {
  const known = index.get(path) ?? fetchAsset({ path }, runsSchema).then(unpackRuns);
  index.set(path, known);
  return known;
}

async function draw(): Promise<void> {
  if (place === null) return;
  const runs = await load();
  const query = readQuery(new URLSearchParams(location.search));
  const context = { slug: runs.slug, at: Number(place.dataset['at']) };
  morph(place, runsTable(runs, query, context).text);
}

function go(search: string): void {
  history.pushState(null, '', `${location.pathname}${search}`);
  void draw();
}

form?.addEventListener('input', () => {
  const parameters = new URLSearchParams();
  for (const [key, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') parameters.set(key, value);
  const sort = new URLSearchParams(location.search).get('sort');
  if (sort !== null) parameters.set('sort', sort);
  const search = parameters.toString();
  go(search === '' ? '' : `?${search}`);
});
form?.addEventListener('submit', (event) => event.preventDefault());

place?.addEventListener('click', (event) => {
  const link =
    event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.sorter') : null;
  if (link === null || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  go(new URL(link.href).search);
});

addEventListener('popstate', () => {
  const query = readQuery(new URLSearchParams(location.search));
  for (const key of ['month', 'kind', 'text'] as const) {
    const control = form?.elements.namedItem(key);
    if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement)
      control.value = query[key] ?? '';
  }
  void draw();
});

/** New runs wait behind a banner: rows never move under the reader. */
let campaignsPath = '';
follow(async ({ manifest }) => {
  if (manifest === null || place === null || banner === null) return;
  if (manifest.assets.campaigns.path === campaignsPath) return;
  const { path: wanted } = manifest.assets.campaigns;
  const { campaigns } = await fetchAsset({ path: wanted }, campaignsSchema);
  campaignsPath = wanted;
  const head = campaigns.find(({ slug }) => slug === place.dataset['slug']);
  if (head === undefined) return;
  newest = head.runs.path;
  const more = head.runCount - Number(place.dataset['count']);
  banner.hidden = more <= 0;
  const text = banner.querySelector('span');
  if (text !== null) text.textContent = `${formatCount(more)} new ${more === 1 ? 'run' : 'runs'}`;
  banner.dataset['count'] = String(head.runCount);
});
banner?.querySelector('button')?.addEventListener('click', () => {
  path = newest;
  banner.hidden = true;
  if (place !== null) place.dataset['count'] = banner.dataset['count'] ?? '';
  void draw();
});
