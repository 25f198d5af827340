/** The focus in a row of a table that is drawn again and again. */

const USABLE = 'a[href], button';

/** What can be done in a row, from left to right. */
export function usableIn(row: Element): readonly HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>(USABLE)];
}

/** Returns what takes the focus in a row: the first that can be used, or its name while there is nothing yet. */
export function focusableIn(row: Element, nth = 0): HTMLElement | null {
  const usable = usableIn(row);
  const found = usable[nth] ?? usable[0];
  if (found !== undefined) return found;
  const name = row.querySelector<HTMLElement>('th');
  if (name !== null) name.tabIndex = -1;
  return name;
}

/** Notes where the focus is among rows; what comes back puts it there again where drawing has taken it away. */
export function keptFocus(body: HTMLElement): () => void {
  const at = document.activeElement;
  const row = at?.closest('tr[aria-rowindex]') ?? null;
  if (at === null || row === null || !body.contains(row)) return () => undefined;
  const index = row.getAttribute('aria-rowindex');
  const nth = usableIn(row).findIndex((one) => one === at);
  return () => {
    if (body.contains(document.activeElement)) return;
    const again = body.querySelector(`tr[aria-rowindex="${index}"]`);
    if (again !== null) focusableIn(again, Math.max(0, nth))?.focus();
  };
}
