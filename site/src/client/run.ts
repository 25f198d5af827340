/** What the run page does with script: charts with cursor and zoom, all files, and a run that is open grows. */

import type { Run } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { Span } from '../charts/time-axis.ts';
import { runTimeline } from '../run/timeline.ts';
import { fetchAsset, follow } from './feed.ts';
import { withTail } from './live-series.ts';
import { morph } from './morph.ts';
import { showFiles } from './run-files.ts';
import { Timeline } from './timeline/element.ts';

/** A run that grows gets a revision with every file: its page is drawn again this often at most. */
const PAGE_EVERY_MS = 10_000;

const timeline = document.querySelector('flash-timeline');
let shard = timeline instanceof Timeline ? (timeline.dataset['shard'] ?? '') : '';
let run: Run | null = null;
let tail: Tail | null = null;
let drawnAt = performance.now();

function draw(): void {
  if (run === null || !(timeline instanceof Timeline)) return;
  const input = runTimeline(tail === null ? run : withTail(run, tail), null);
  if (input !== null) timeline.show(input, windowOf(location.search));
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

async function load(): Promise<void> {
  if (shard === '') return;
  run = await fetchAsset<Run>({ path: shard });
  draw();
  showFiles(run);
}

/** Draws the words and tables of the page again, as the hub has them now. */
async function refreshPage(): Promise<void> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const selector of ['[data-run-live] h1', '[data-run-live] .lede', '#steps', '#sweeps']) {
    const [place, wanted] = [document.querySelector(selector), page.querySelector(selector)];
    if (place !== null && wanted !== null) morph(place, wanted.innerHTML);
  }
  const next = page.querySelector<HTMLElement>('flash-timeline')?.dataset['shard'] ?? shard;
  if (next === shard) return;
  shard = next;
  await load();
}

void load();

const live = document.querySelector<HTMLElement>('[data-run-live]')?.dataset['runLive'];
let tailPath = '';
follow(async ({ manifest }) => {
  if (live === undefined || manifest === null || manifest.assets.tail.path === tailPath) return;
  tailPath = manifest.assets.tail.path;
  tail = await fetchAsset<Tail>(manifest.assets.tail);
  draw();
  const isChanged = tail.runs.some(({ campaign, number }) => `${campaign}/${number}` === live);
  if (!isChanged || performance.now() - drawnAt < PAGE_EVERY_MS) return;
  drawnAt = performance.now();
  await refreshPage();
});
