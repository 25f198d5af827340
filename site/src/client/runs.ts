/** The table of runs comes alive when somebody touches it: until then it is what the hub or the build wrote. */

import { campaignsSchema } from '#site/snapshot/parse/manifest.ts';
import { formatCount } from '#telemetry/units.ts';
import { fetchAsset, follow } from './feed.ts';
import { moveAmongRows } from './row-keys.ts';

const place = document.querySelector<HTMLElement>('[data-runs]');
const form = document.querySelector<HTMLFormElement>('[data-runs-form]');
const banner = document.querySelector<HTMLElement>('[data-runs-banner]');

let list: Promise<typeof import('./runs-list.ts')> | null = null;
let isAwake = false;
const wake = (): Promise<typeof import('./runs-list.ts')> => {
  if (list !== null) return list;
  list = import('./runs-list.ts');
  list.then(
    () => (isAwake = true),
    // What could not be fetched now is asked for again at the next touch.
    () => (list = null),
  );
  return list;
};

if (place !== null && form !== null) {
  for (const part of [form, place])
    for (const kind of ['pointerover', 'focusin', 'touchstart'] as const)
      part.addEventListener(kind, () => void wake(), { passive: true });
  // The window of rows follows the frame, and scrolling does not bubble.
  place.addEventListener('scroll', () => void wake(), { capture: true, passive: true });
  form.addEventListener('click', ({ target }) => {
    // Touched before the rest is here: it is pressed again once it is.
    if (target instanceof HTMLButtonElement && target.dataset['take'] !== undefined && !isAwake)
      void wake().then(() => target.click());
  });
  place.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (isAwake || target === null || moveAmongRows(event) === null) return;
    event.preventDefault();
    void wake().then(() =>
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })),
    );
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  // A page that was built knows nothing of what its address asks, and one that is returned to had a place.
  if (location.search !== '' || history.state !== null) void wake();
}

/** New runs wait behind a banner: rows never move under the reader. */
let campaignsPath = '';
let newest = '';
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
  banner.hidden = true;
  if (place === null) return;
  place.dataset['runs'] = newest;
  place.dataset['count'] = banner.dataset['count'] ?? '';
  void wake().then(({ drawRuns }) => drawRuns());
});
