/** What a first view costs: everything that is asked for until it has come and the page is at rest; the polled manifest counts once. */

import type { CDPSession } from 'playwright';
import { waitUntil } from './wait-until.ts';

/** A page that asks for nothing for this long is at rest. */
const REST_MS = 500;

export interface FirstView {
  /** Waits for rest and returns the bytes over the wire and the paths; a request that never came ends the wait in vain. */
  settle(): Promise<{ readonly bytes: number; readonly requests: readonly string[] }>;
}

/** Begins to count; call it before the page is opened. */
export async function countFirstView(session: CDPSession): Promise<FirstView> {
  const sizes = new Map<string, { readonly path: string; bytes: number | null }>();
  let lastAt = performance.now();
  let hasManifest = false;
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.startsWith('data:')) return;
    const isManifest = request.url.endsWith('/snapshot.json');
    if (isManifest && hasManifest) return;
    hasManifest ||= isManifest;
    sizes.set(requestId, { path: new URL(request.url).pathname, bytes: null });
    lastAt = performance.now();
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = sizes.get(requestId);
    if (one === undefined) return;
    one.bytes = encodedDataLength;
    lastAt = performance.now();
  });
  const isAtRest = (): boolean =>
    [...sizes.values()].every(({ bytes }) => bytes !== null) &&
    performance.now() - lastAt > REST_MS;
  return {
    async settle() {
      await waitUntil('the page to be at rest', isAtRest);
      const all = [...sizes.values()];
      return {
        bytes: all.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
        requests: all.map(({ path }) => path),
      };
    },
  };
}
