/** Keeps the Now page now: a new snapshot is drawn in place, ages go on by the server's clock, silence becomes stale. */

import { loadNow } from '#site/snapshot/load-live.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { nowSections } from '../now/view.ts';
import { fetchKept, follow, serverNow } from './feed.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { morph } from './morph.ts';

const read = fetchKept();
let manifest: Manifest | null = null;
let now: Now | null = null;
let path = '';
const drawn = new Map<string, string>();

const isHere = document.querySelector('[data-section="head"]') !== null;

follow(async (feed) => {
  if (!isHere) return;
  manifest = feed.manifest;
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
  if (now === null || at === null) return;
  const sections = nowSections({ now, at, isLive: true, manifest });
  for (const [name, markup] of Object.entries(sections)) {
    if (drawn.get(name) === markup) continue;
    drawn.set(name, markup);
    const place = document.querySelector(`[data-section="${name}"]`);
    if (place !== null) morph(place, markup);
  }
}
