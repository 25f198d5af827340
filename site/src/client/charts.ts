/** Charts with cursor and zoom on the pages that carry a timeline; the charts of a run that is open grow. */

import { loadTail } from '#site/snapshot/load-live.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import type { Span } from '../charts/time-axis.ts';
import { fetchKept, follow } from './feed.ts';
import { withTail } from './live-series.ts';
import { morph } from './morph.ts';
import { takeFiles, takeTail } from './run-files.ts';
import { Timeline } from './timeline/element.ts';

/** A run that grows gets a revision with every file: its page is asked for again this often at most. */
const PAGE_EVERY_MS = 10_000;

/** What is drawn again of an open run; its files have their own way. */
const LIVE_PARTS = ['[data-run-live] h1', '[data-run-live] .lede', '#steps', '#sweeps', '#log'];

const timeline = document.querySelector('flash-timeline');
let input = inputOf(document);
let tail: Tail | null = null;
let askedAt = performance.now();

function inputOf(page: Document): TimelineInput | null {
  const text = page.querySelector('[data-timeline-input]')?.textContent;
  return text === undefined || text === null ? null : (JSON.parse(text) as TimelineInput);
}

function draw(): void {
  if (input === null || !(timeline instanceof Timeline)) return;
  timeline.show(tail === null ? input : withTail(input, tail), windowOf(location.search));
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

const live = document.querySelector<HTMLElement>('[data-run-live]')?.dataset['runLive'];
const read = fetchKept();
let tailPath = '';
follow(async ({ manifest }) => {
  if (live === undefined || manifest === null || manifest.assets.tail.path === tailPath) return;
  const { path } = manifest.assets.tail;
  tail = await loadTail(read, manifest.assets.tail);
  tailPath = path;
  takeTail(tail);
  draw();
  const isChanged = tail.runs.some(({ campaign, number }) => `${campaign}/${number}` === live);
  if (!isChanged || performance.now() - askedAt < PAGE_EVERY_MS) return;
  askedAt = performance.now();
  await refreshPage();
});
