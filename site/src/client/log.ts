/** Searches the log in the browser: as one types, without a question to a server beyond the months that are looked through. */

import { unpackHeads } from '#site/snapshot/encoding/log-table.ts';
import { logBodiesSchema, logHeadsSchema, logIndexSchema } from '#site/snapshot/parse/log.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { readAddress, searchHref } from '../log/address.ts';
import type { LogSource } from '../log/search.ts';
import { logResults } from '../log/view.ts';
import { fetchKept, follow, serverNow } from './feed.ts';
import { morph } from './morph.ts';

/** Months of heads and bodies that are kept, ten years of them. */
const KEPT = 260;
const TYPED_MS = 150;

const place = document.querySelector<HTMLElement>('[data-log]');
const form = document.querySelector<HTMLFormElement>('[data-log-form]');
const input = form?.querySelector('input') ?? null;
const read = fetchKept(KEPT);
let manifest: Manifest | null = null;
let shown = place?.dataset['drawn'] ?? '';
let drawing = 0;
let typing: ReturnType<typeof setTimeout> | undefined;

function sourceOf({ assets }: Manifest): LogSource {
  return {
    log: () => read(assets.log, logIndexSchema),
    logHeads: async ({ heads }) => unpackHeads(await read(heads, logHeadsSchema)),
    logBodies: ({ bodies }) => read(bodies, logBodiesSchema),
  };
}

async function draw(): Promise<void> {
  if (place === null || manifest === null) return;
  drawing += 1;
  const mine = drawing;
  const parameters = new URLSearchParams(location.search);
  const now = serverNow() ?? manifest.generated_at;
  const markup = (await logResults(sourceOf(manifest), readAddress(parameters, now))).text;
  // Another search may have been typed meanwhile.
  if (mine !== drawing) return;
  shown = location.search;
  morph(place, markup);
}

function type(): void {
  clearTimeout(typing);
  typing = setTimeout(() => {
    history.replaceState(null, '', searchHref(input?.value.trim() ?? ''));
    void draw();
  }, TYPED_MS);
}

if (place !== null && form !== null) {
  form.addEventListener('input', type);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    type();
  });
  addEventListener('popstate', () => {
    if (input !== null) input.value = new URLSearchParams(location.search).get('q') ?? '';
    void draw();
  });
  // A static host serves the same page whatever the address asks for.
  if (input !== null && shown !== location.search)
    input.value = new URLSearchParams(location.search).get('q') ?? '';
  // What the page was made of: it may be older than the first manifest that comes.
  let path = place.dataset['path'] ?? '';
  follow(async (state) => {
    manifest = state.manifest;
    const newest = manifest?.assets.log.path ?? '';
    const isOther = shown !== location.search;
    if (isOther || path !== newest) await draw();
    // One that could not be drawn is tried again with the next manifest.
    path = newest;
  });
}
