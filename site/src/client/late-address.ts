/** The address of what is shown, written once that is painted: browsers take as long for it as for the painting. */

interface Step {
  readonly target: string;
  readonly how: 'push' | 'replace';
}

let waiting: Step | null = null;

/** What is asked for, as `location.search` says it once it is written. */
export function askedSearch(): string {
  return waiting === null ? location.search : new URL(waiting.target, location.href).search;
}

/** Leads to a path with its search; steps that come before the first is written are one. */
export function leadTo(target: string, how: Step['how']): void {
  const isFirst = waiting === null;
  waiting = { target, how: waiting?.how === 'push' ? 'push' : how };
  if (isFirst) requestAnimationFrame(() => setTimeout(writeAddress));
}

/** Writes what waits, if anything does. */
function writeAddress(): void {
  if (waiting === null) return;
  const { target, how } = waiting;
  waiting = null;
  if (how === 'push') history.pushState(null, '', target);
  else history.replaceState(history.state, '', target);
}

// Whoever leaves the page returns to what was asked for last; who went back already asked for that.
addEventListener('click', writeAddress, { capture: true });
addEventListener('pagehide', writeAddress);
addEventListener('popstate', () => (waiting = null), { capture: true });
