/** `<flash-chart>`: a chart inside a text, drawn from the newest data, and said to be old where nothing newer is published. */

import { loadNow, loadTail } from '#site/snapshot/load-live.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { embedData, embedStatus, type Embed, type EmbedDrawn } from '../../explore/embed.ts';
import { html, type Html } from '../../text/html.ts';
import { clockOrDay } from '../../text/times.ts';
import { fetchKept, follow, serverNow, type FeedState } from '../feed.ts';
import { morph } from '../morph.ts';
import { createCursor, type Cursor } from './cursor.ts';
import { createPanels, type Panels } from './panels.ts';
import { browserSource } from './source.ts';

const MOST_BUCKETS = 1_000;
const SECOND = 1_000;
/** A text is no ticker. */
const EVERY_MS = 5_000;

/** Starts a chart in its element. */
export function startEmbed(host: HTMLElement): void {
  const embed = JSON.parse(host.dataset['embed'] ?? '{}') as Embed;
  const read = fetchKept();
  let path = '';
  let readAt = -EVERY_MS;
  let shown: EmbedDrawn | null = null;
  let parts: { readonly panels: Panels; readonly cursor: Cursor } | null = null;
  let manifest: Manifest | null = null;
  let trouble: string | null = null;

  const draw = (): void => {
    if (shown === null) return;
    parts ??= begin(host, () => shown);
    parts.panels.show(shown.view, shown.window, () => null);
    parts.cursor.redraw();
  };
  const say = (): void => {
    const status = host.querySelector('[data-part="status"]');
    if (status !== null && shown !== null)
      morph(status, html`${oldness(manifest, trouble)}${embedStatus(embed, shown)}`.text);
    else if (trouble !== null) sayTrouble(host, trouble);
  };
  follow(async (state: FeedState) => {
    ({ trouble } = state);
    manifest = state.manifest ?? manifest;
    const isNew = state.manifest !== null && state.manifest.assets.tail.path !== path;
    if (state.manifest !== null && isNew && performance.now() - readAt > EVERY_MS) {
      readAt = performance.now();
      shown = await readAll(embed, state.manifest, read);
      path = state.manifest.assets.tail.path;
      draw();
    }
    say();
  });
  setInterval(say, SECOND);
}

async function readAll(
  embed: Embed,
  manifest: Manifest,
  read: ReturnType<typeof fetchKept>,
): Promise<EmbedDrawn> {
  const [now, tail] = await Promise.all([
    loadNow(read, manifest.assets.now),
    loadTail(read, manifest.assets.tail),
  ]);
  const source = { ...browserSource(manifest, now), now, tail, manifest };
  return await embedData(embed, source, MOST_BUCKETS);
}

/** Takes the place of the sentence. */
function begin(host: HTMLElement, shown: () => EmbedDrawn | null) {
  host.querySelector('.xembed-none')?.remove();
  const panels = createPanels(host);
  const cursor = createCursor(host, {
    window: () => shown()?.window ?? { from: 0, to: 1 },
    drawn: () => panels.drawn(),
    lanes: () => shown()?.view.lanes ?? [],
  });
  if (host.querySelector('[data-part="status"]') === null)
    host.insertAdjacentHTML('beforeend', '<p class="xembed" data-part="status"></p>');
  const { slider } = cursor;
  host.append(slider);
  slider.addEventListener('pointermove', ({ clientX }) =>
    cursor.set(timeAt(slider, clientX, shown())),
  );
  slider.addEventListener('pointerleave', () => cursor.set(null));
  slider.addEventListener('keydown', (event) => step(event, cursor, shown()));
  return { panels, cursor };
}

function timeAt(slider: HTMLElement, clientX: number, shown: EmbedDrawn | null): number | null {
  if (shown === null) return null;
  const { from, to } = shown.window;
  const box = slider.getBoundingClientRect();
  return from + ((clientX - box.left) / box.width) * (to - from);
}

function step(event: KeyboardEvent, cursor: Cursor, shown: EmbedDrawn | null): void {
  if (shown === null) return;
  const { from, to } = shown.window;
  const length = ((to - from) / 200) * (event.shiftKey ? 10 : 1);
  const t = cursor.time();
  const times: Readonly<Record<string, number | null>> = {
    ArrowRight: (t ?? from - length) + length,
    ArrowLeft: (t ?? to + length) - length,
    Home: from,
    End: to,
    Escape: null,
  };
  const next = times[event.key];
  if (next === undefined) return;
  event.preventDefault();
  cursor.set(next);
}

/** Nothing old is shown without its time. */
function oldness(manifest: Manifest | null, trouble: string | null): Html | null {
  const at = serverNow();
  if (manifest === null || at === null) return null;
  const isOld = at - manifest.generated_at > manifest.stale_after_s * SECOND;
  if (!isOld && trouble === null) return null;
  const why = trouble === null ? 'nothing newer is published' : trouble;
  return html`<strong>As of ${clockOrDay(manifest.generated_at, at)}: ${why}.</strong> `;
}

function sayTrouble(host: HTMLElement, trouble: string): void {
  const place = host.querySelector('.xembed-none');
  if (place === null || place.querySelector('strong') !== null) return;
  place.insertAdjacentHTML('afterbegin', html`<strong>Not drawn: ${trouble}.</strong> `.text);
}
