/** Charts with cursor and zoom on the pages that carry a timeline; the charts of a run that is open grow. */

import { loadTail } from '#site/snapshot/load-live.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import { readTimelineData } from '../charts/timeline-data.ts';
import type { Span } from '../charts/time-axis.ts';
import { fetchKept, follow } from './feed.ts';
import { withTail } from '../charts/with-tail.ts';
import { withFiner, type Finer } from './with-finer.ts';
import { morph } from './morph.ts';
import { takeFiles, takeTail } from './run-files.ts';
import { Timeline } from './timeline/element.ts';

type Zoom = typeof import('./finer.ts');

/** A run that grows gets a revision with every file: its page is asked for again this often at most. */
const PAGE_EVERY_MS = 10_000;
/** The tail reaches back to the last whole minute: what is older has to come with the page before it is gone. */
const TILES_EVERY_MS = 30_000;

/** What is drawn again of an open run; its files have their own way. */
const LIVE_PARTS = [
  '[data-run-live] h1',
  '[data-run-live] .lede',
  '#summary',
  '#conditions',
  '#quality',
  '#steps',
  '#sweeps',
  '#jobs',
  '#log',
];

const timeline = document.querySelector('flash-timeline');
let input = inputOf(document);
let tail: Tail | null = null;
let askedAt = performance.now();
let manifestInForce: Manifest | null = null;
/** What was fetched for the window that is shown; null: the page's own series are as fine. */
let finer: Finer | null = null;

function inputOf(page: Document): TimelineInput | null {
  const text = page.querySelector('[data-timeline-input]')?.textContent;
  return text === undefined || text === null ? null : readTimelineData(text);
}

function draw(): void {
  if (input === null || !(timeline instanceof Timeline)) return;
  const grown = tail === null ? input : withTail(input, tail);
  timeline.show(withFiner(grown, finer), windowOf(location.search));
}

/** Draws the window that the address asks for as fine as there are tiles; a newer wish goes before an older one. */
async function drawFiner(): Promise<void> {
  const window = windowOf(location.search);
  if (window === null || input === null || manifestInForce === null) {
    finer = null;
    return;
  }
  const found = await refined(manifestInForce, input, window).catch(() => 'trouble' as const);
  const wanted = windowOf(location.search);
  if (wanted?.from !== window.from || wanted.to !== window.to) return;
  sayTrouble(found === 'trouble');
  finer = found === 'trouble' ? null : found;
  if (finer === null) return;
  draw();
  timeline?.dispatchEvent(new CustomEvent('flash-finer', { detail: finer.window }));
}

/** The code of it comes with the first zoom: most views are never zoomed. */
async function refined(...asked: Parameters<Zoom['refine']>): Promise<Finer | null> {
  const { refine } = await import('./finer.ts');
  return await refine(...asked);
}

/** In words below the charts: they are then drawn from what the page brought. */
function sayTrouble(isTrouble: boolean): void {
  const place = timeline?.parentElement?.querySelector('[data-finer-trouble]');
  if (isTrouble === (place != null)) return;
  if (!isTrouble) {
    place?.remove();
    return;
  }
  const text = document.createElement('p');
  text.className = 'hint';
  text.dataset['finerTrouble'] = '';
  text.setAttribute('role', 'status');
  text.textContent = 'Finer readings of this span could not be loaded; drawn from coarser ones.';
  timeline?.after(text);
}

/** The window that the address asks for: the address is the only state. */
function windowOf(search: string): Span | null {
  const query = new URLSearchParams(search);
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
  return from > 0 && to > from ? { from, to } : null;
}

timeline?.addEventListener('flash-window', (event) => {
  const window = event instanceof CustomEvent ? (event.detail as Span | null) : null;
  const query = new URLSearchParams(location.search);
  for (const key of ['from', 'to'] as const) {
    if (window === null) query.delete(key);
    else query.set(key, String(window[key]));
  }
  const text = query.toString();
  history.replaceState(null, '', `${location.pathname}${text === '' ? '' : `?${text}`}`);
  // Until the tiles are there, what is drawn finer serves a window inside of it only; the page's own series serve every window.
  const isInside =
    window !== null &&
    finer !== null &&
    window.from >= finer.window.from &&
    window.to <= finer.window.to;
  const wasFiner = finer !== null && !isInside;
  if (wasFiner) finer = null;
  // First what has to travel.
  void drawFiner();
  if (wasFiner) draw();
});

/** Draws the words and tables of the page again, as the hub has them now. */
async function refreshPage(): Promise<void> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  // The run was merged into another, or its campaign has another address.
  if (response.redirected) {
    location.replace(response.url);
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const selector of LIVE_PARTS) {
    const [place, wanted] = [document.querySelector(selector), page.querySelector(selector)];
    if (place !== null && wanted !== null) morph(place, wanted.innerHTML);
  }
  takeFiles(page);
  input = inputOf(page) ?? input;
  draw();
}

draw();

/** The code of zooming and the list of tiles come before they are needed. */
async function prepareZoom(): Promise<void> {
  const { prepare } = await import('./finer.ts');
  if (manifestInForce !== null) await prepare(manifestInForce);
}

timeline?.addEventListener('pointerenter', () => {
  void prepareZoom().catch(() => null);
});

/** Tiles grow by the minute: a window that is drawn from them is drawn again where their list changed. */
async function takeManifest(manifest: Manifest): Promise<void> {
  const isNew = manifest.assets.series.path !== manifestInForce?.assets.series.path;
  manifestInForce = manifest;
  if (isNew) await drawFiner();
}

/** A dashboard that shows up to now: new readings are drawn, and their tiles fetched in a while. */
const isGrowing = timeline?.hasAttribute('data-live') === true;
const live = document.querySelector<HTMLElement>('[data-run-live]')?.dataset['runLive'];
const read = fetchKept();
let tailPath = '';
follow(async ({ manifest }) => {
  if (manifest !== null) await takeManifest(manifest);
  if ((live === undefined && !isGrowing) || manifest === null) return;
  if (manifest.assets.tail.path === tailPath) return;
  const { path } = manifest.assets.tail;
  tail = await loadTail(read, manifest.assets.tail);
  tailPath = path;
  takeTail(tail);
  draw();
  const isChanged =
    isGrowing || tail.runs.some(({ campaign, number }) => `${campaign}/${number}` === live);
  const everyMs = isGrowing ? TILES_EVERY_MS : PAGE_EVERY_MS;
  if (!isChanged || performance.now() - askedAt < everyMs) return;
  askedAt = performance.now();
  await refreshPage();
});
