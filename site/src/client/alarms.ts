/** Keeps the page of alarms now: a new snapshot is drawn in place, and how long alarms last goes on by the server's clock. */

import { alarmsSchema } from '#site/snapshot/parse/alarms.ts';
import type { Alarms } from '#site/snapshot/schema/alarms.ts';
import { alarmsSections } from '../alarms/view.ts';
import { fetchAsset, follow, serverNow } from './feed.ts';
import { morph } from './morph.ts';

let alarms: Alarms | null = null;
let path = '';
let publishedAt = 0;
let staleAfterMs = Number.POSITIVE_INFINITY;
const drawn = new Map<string, string>();

const isHere = document.querySelector('[data-section="alarms-head"]') !== null;

follow(async ({ manifest }) => {
  if (!isHere || manifest === null) return;
  publishedAt = manifest.generated_at;
  staleAfterMs = manifest.stale_after_s * 1000;
  const wanted = manifest.assets.alarms.path;
  if (wanted !== path) {
    const next = await fetchAsset({ path: wanted }, alarmsSchema);
    [alarms, path] = [next, wanted];
  }
  draw();
});
if (isHere) setInterval(draw, 1000);

function draw(): void {
  const at = serverNow();
  if (alarms === null || at === null) return;
  const silentSince = at - publishedAt > staleAfterMs ? publishedAt : null;
  for (const [name, markup] of Object.entries(alarmsSections({ alarms, at, silentSince }))) {
    if (drawn.get(name) === markup) continue;
    drawn.set(name, markup);
    const place = document.querySelector(`[data-section="alarms-${name}"]`);
    if (place !== null) morph(place, markup);
  }
}
