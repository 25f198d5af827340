/** The ways into the page of charts: links, fields, buttons, the way back, and whoever points at it. */

import { follow } from '../feed.ts';
import { listenToChooser } from './chooser.ts';
import { listenToGestures } from './gestures.ts';
import { ChartsRoom, placeOf } from './page.ts';

/** Starts the page in its element. */
export function startCharts(host: HTMLElement): void {
  const room = new ChartsRoom(host);
  listenToGestures(host, room.cursor, {
    window: () => room.window,
    at: () => room.at,
    move: (window) => room.move(window),
    settle: () => room.settle(),
    goLive: () => room.goLive(),
  });
  addEventListener('popstate', () => void room.goTo());
  document.addEventListener('click', (event) => goAlong(event, room));
  listenToForm(room);
  listenToChooser(placeOf('chooser'), {
    channels: () => room.channels(),
    query: () => room.query,
    go: (query) => void room.go(query),
  });
  for (const kind of ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const)
    host.addEventListener(kind, () => void room.touch(), { passive: true });
  follow((state) => room.take(state));
}

/** Links of the page are steps within it. */
function goAlong(event: MouseEvent, room: ChartsRoom): void {
  if (!(event.target instanceof Element) || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  const button = event.target.closest<HTMLButtonElement>('[data-x-take]');
  if (button !== null) void takeOut(button, room);
  const link = event.target.closest<HTMLAnchorElement>('a.go');
  if (link === null) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  void room.goTo();
}

/** Before anything is taken out it is as fine as it can be. */
async function takeOut(button: HTMLButtonElement, room: ChartsRoom): Promise<void> {
  await room.touch();
  const { take } = await import('./take.ts');
  const { query, view, window, snapshotId: id } = room;
  await take(button, { query, view, window, id });
}

function listenToForm(room: ChartsRoom): void {
  const form = placeOf('controls');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!(form instanceof HTMLFormElement)) return;
    const said = new URLSearchParams();
    for (const [key, value] of new FormData(form))
      if (typeof value === 'string' && value.trim() !== '') said.append(key, value);
    // Written as it was typed: what means nothing is named, and stays in the address to be mended.
    history.pushState(null, '', `?${said.toString()}`);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    void room.goTo();
  });
}
