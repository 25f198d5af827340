/** Where a reader was in a long table, kept with the step of the way back that it belongs to. */

const AFTER_MS = 150;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the row at the top, once scrolling rests: browsers allow few changes of a step in a short time. */
export function keepPlace(row: number): void {
  clearTimeout(timer);
  const address = location.href;
  timer = setTimeout(() => {
    if (location.href === address) history.replaceState({ row }, '');
  }, AFTER_MS);
}

/** Returns the row of a step, 0 where none was kept. */
export function placeOf(state: unknown): number {
  if (typeof state !== 'object' || state === null || !('row' in state)) return 0;
  return typeof state.row === 'number' ? state.row : 0;
}
