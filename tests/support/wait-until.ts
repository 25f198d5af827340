/** Waits for a condition instead of a time. */

const PAUSE_MS = 20;

/**
 * Resolves with the first value of `look` that is neither false nor undefined.
 *
 * @throws when there is none after `limitMs` (default 100 s: a condition that comes late is no fault, one that never comes is); the message names `what` was awaited
 */
export async function waitUntil<T>(
  what: string,
  look: () => T | false | undefined | Promise<T | false | undefined>,
  limitMs = 100_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
