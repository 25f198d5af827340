/** The keys that move among the rows of a table of which only those in sight exist. */

const PAGE = 10;

/** Returns the row (from 0) that a key leads to, from the list itself the one at its `top`, below 0 or beyond the last where it goes past an end; null: the key is not ours. */
export function moveAmongRows(event: KeyboardEvent, top = 0): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof Element))
    return null;
  const row = event.target.closest('tbody tr');
  const at = row === null ? null : Number(row.getAttribute('aria-rowindex')) - 2;
  if (at === null)
    return event.key === 'ArrowDown' && event.target.matches('.runs-frame, .files-frame')
      ? top
      : null;
  switch (event.key) {
    case 'ArrowDown':
    case 'j':
      return at + 1;
    case 'ArrowUp':
    case 'k':
      return at - 1;
    case 'PageDown':
      return at + PAGE;
    case 'PageUp':
      return at - PAGE;
    case 'Home':
      return 0;
    case 'End':
      return Number.MAX_SAFE_INTEGER;
    default:
      return null;
  }
}
