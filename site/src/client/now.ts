/** Keeps the Now page now: a new snapshot is drawn in place, ages go on by the server's clock, silence becomes stale. */

import { loadNow } from '#site/snapshot/load-live.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { sentenceHtml } from '../now/sections/head.ts';
import { noNews } from '../now/sentence.ts';
import { nowSections } from '../now/view.ts';
import { fetchKept, follow, serverNow } from './feed.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { keepRoom } from './keep-room.ts';
import { morph } from './morph.ts';

const read = fetchKept();
let manifest: Manifest | null = null;
let now: Now | null = null;
let path = '';
let isUnanswered = false;
const drawn = new Map<string, string>();

const isHere = document.querySelector('[data-section="head"]') !== null;

follow(async (feed) => {
  if (!isHere) return;
  manifest = feed.manifest;
  isUnanswered = feed.trouble !== null;
  if (manifest !== null && manifest.assets.now.path !== path) {
    const wanted = manifest.assets.now.path;
    const next = await loadNow(read, manifest.assets.now);
    if (manifest?.assets.now.path === wanted) {
      now = next;
      path = wanted;
    }
  }
  draw();
});
if (isHere) setInterval(draw, 1000);

function draw(): void {
  const at = serverNow();
  if (at === null) return;
  if (now === null) return sayNoNews(at);
  const sections = nowSections({ now, at, isLive: true, manifest, isUnanswered });
  for (const [name, markup] of Object.entries(sections)) {
    if (drawn.get(name) === markup) continue;
    drawn.set(name, markup);
    const place = document.querySelector<HTMLElement>(`[data-section="${name}"]`);
    if (place === null) continue;
    if (name === 'head') keepRoom(place);
    morph(place, markup);
  }
}

/** Where the state itself never came, the page still says what it said: not as if it were so now. */
function sayNoNews(at: number): void {
  if (manifest === null) return;
  const news = {
    publishedAt: manifest.generated_at,
    staleAfterMs: manifest.stale_after_s * 1000,
    isUnanswered,
  };
  const phrases = noNews(news, at);
  const head = document.querySelector<HTMLElement>('[data-section="head"]');
  const place = head?.querySelector('h1') ?? null;
  if (phrases === null || head === null || place === null) return;
  keepRoom(head);
  morph(place, sentenceHtml(phrases).text);
}
