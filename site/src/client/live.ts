/** `<flash-live>`: values in the middle of a text, as they are now; quiet for who listens, since a text is not a ticker. */

import { loadState } from '#site/snapshot/load-live.ts';
import { alarmsSchema } from '#site/snapshot/parse/alarms.ts';
import type { Alarms } from '#site/snapshot/schema/alarms.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { StateNow } from '#site/snapshot/schema/now.ts';
import { liveHtml } from '../live/view.ts';
import { readWish, type LiveWish } from '../live/wish.ts';
import { fetchAsset, fetchKept, follow, serverNow } from './feed.ts';
import { morph } from './morph.ts';

interface Place {
  readonly element: Element;
  readonly wish: LiveWish;
  drawn: string;
}

const places: readonly Place[] = [...document.querySelectorAll<HTMLElement>('flash-live')].flatMap(
  (element) => {
    const wish = readWish(element.dataset['wish']);
    return wish === null ? [] : [{ element, wish, drawn: '' }];
  },
);
const asksAlarms = places.some(({ wish }) => wish.kind === 'alert');
const read = fetchKept();
let manifest: Manifest | null = null;
let now: StateNow | null = null;
let alarms: Alarms | null = null;
let trouble: string | null = null;
let [nowPath, alarmsPath] = ['', ''];

follow(async (feed) => {
  if (places.length === 0) return;
  trouble = feed.trouble;
  const next = feed.manifest;
  if (next !== null) {
    if (next.assets.now.path !== nowPath) {
      now = await loadState(read, next.assets.now);
      nowPath = next.assets.now.path;
    }
    if (asksAlarms && next.assets.alarms.path !== alarmsPath) {
      alarms = await fetchAsset(next.assets.alarms, alarmsSchema);
      alarmsPath = next.assets.alarms.path;
    }
    manifest = next;
  }
  draw();
});
if (places.length > 0) setInterval(draw, 1000);

function draw(): void {
  const state = { now, manifest, alarms, trouble, at: serverNow() };
  for (const place of places) {
    const { text } = liveHtml(place.wish, state);
    if (text === place.drawn || text === '') continue;
    place.drawn = text;
    morph(place.element, text);
  }
}
