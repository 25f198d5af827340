/** The files of a run come alive when somebody touches them: until then they are what the hub or the build wrote. */

import type { Tail } from '#site/snapshot/schema/tail.ts';
import { morph } from './morph.ts';

type List = typeof import('./files-list.ts');

const place = document.querySelector<HTMLElement>('[data-files]');
let list: Promise<List> | null = null;
let tail: Tail | null = null;

function wake(): Promise<List> {
  if (list !== null) return list;
  list = import('./files-list.ts');
  if (tail !== null) void handTail(list, tail);
  // What could not be fetched now is asked for again at the next touch.
  list.catch(() => (list = null));
  return list;
}

/** Takes the files of a page that was made anew: as they stand there, or, where the reader chose, by that choice. */
export function takeFiles(page: Document): void {
  const wanted = page.querySelector<HTMLElement>('[data-files]');
  if (place === null || wanted === null) return;
  place.dataset['files'] = wanted.dataset['files'] ?? '';
  if (list === null) morph(place, wanted.innerHTML);
  else void renewList(list);
}

/** Takes the newest files, which come before the page that lists them. */
export function takeTail(next: Tail): void {
  tail = next;
  if (list !== null) void handTail(list, next);
}

async function renewList(loading: Promise<List>): Promise<void> {
  const { renew } = await loading;
  renew();
}

async function handTail(loading: Promise<List>, next: Tail): Promise<void> {
  const { takeTail: take } = await loading;
  take(next);
}

/** Typed before the rest is here: it is taken up once it is. */
async function takeFilter(): Promise<void> {
  const { filter } = await wake();
  filter();
}

const sheet = place?.closest('section') ?? null;
if (place !== null && sheet !== null) {
  for (const tool of sheet.querySelectorAll<HTMLElement>('.actions > [hidden]'))
    tool.hidden = false;
  for (const kind of ['pointerover', 'focusin', 'touchstart'] as const)
    sheet.addEventListener(kind, () => void wake(), { passive: true });
  // The window of rows follows the frame, and scrolling does not bubble.
  place.addEventListener('scroll', () => void wake(), { capture: true, passive: true });
  sheet.addEventListener('input', () => void takeFilter());
}
