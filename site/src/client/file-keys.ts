/** A long list of files is one stop of the Tab key: arrow keys move among its rows, and in a row among what can be done there. */

import { focusableIn, usableIn } from './row-focus.ts';
import { moveAmongRows } from './row-keys.ts';
import type { VirtualRows } from './virtual-rows.ts';

/** Returns rows whose links and buttons Tab passes by: of thousands nobody would come to the end. */
export function passedByTab(rows: string): string {
  return rows
    .replaceAll('<a href=', '<a tabindex="-1" href=')
    .replaceAll('<button ', '<button tabindex="-1" ');
}

/** Moves the focus by the keys of a reader in the list below `place`. */
export function moveByKeys(place: HTMLElement, rowsNow: () => VirtualRows | null): void {
  place.addEventListener('keydown', (event) => {
    const rows = rowsNow();
    const { target } = event;
    if (rows === null || !(target instanceof HTMLElement)) return;
    const to = moveAmongRows(event, rows.top);
    const row = to === null ? null : rows.reveal(to);
    const next = row === null ? beside(target, event.key) : focusableIn(row);
    if (next === null) return;
    event.preventDefault();
    next.focus({ preventScroll: to !== null });
    // The frame may reach beyond the window.
    if (to !== null) row?.scrollIntoView({ block: 'nearest' });
  });
}

/** What stands before or after it in its row; Escape leads back to the list. */
function beside(target: HTMLElement, key: string): HTMLElement | null {
  const row = target.closest('tbody tr');
  if (row === null) return null;
  if (key === 'Escape') return target.closest('.files-frame');
  const all = usableIn(row);
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  return step === 0 ? null : (all[all.indexOf(target) + step] ?? null);
}
