/** What the device kept for reading without a network (`public/offline.js` keeps it), and how old it is. */

import { check } from '#site/snapshot/parse/check.ts';
import { manifestSchema } from '#site/snapshot/parse/manifest.ts';
import { SNAPSHOT_SCHEMA } from '#site/snapshot/schema/asset.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';

export interface KeptState {
  readonly manifest: Manifest;
  /** The server's time now, UTC ms: when it was last heard, and what has passed since on this device. */
  readonly serverNow: number;
  /** The oldest of what this page shows, UTC ms. */
  readonly asOf: number;
}

/** Begins to keep what is visited, when the first view is done; on plain http beyond localhost there is no way to. */
export function keepVisits(base: string): void {
  if (!('serviceWorker' in navigator)) return;
  const begin = async (): Promise<void> => {
    const isFirst = navigator.serviceWorker.controller === null;
    await navigator.serviceWorker.register(`${base}offline.js`, { updateViaCache: 'none' });
    const { active } = await navigator.serviceWorker.ready;
    const seen = performance.getEntriesByType('resource').map(({ name }) => name);
    // Not for a window: a worker has no origin to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    if (isFirst) active?.postMessage({ keep: [location.href, ...seen] });
  };
  // A browser that refuses (private windows, policies) reads online only.
  const whenIdle = (): void => void setTimeout(() => void begin().catch(() => undefined), 1500);
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}

/** Returns the state that was kept last; null: none, or one that this page cannot read. */
export async function readKept(base: string): Promise<KeptState | null> {
  if (!('caches' in globalThis)) return null;
  const kept = await caches.match(`${base}data/snapshot.json`);
  if (kept === undefined) return null;
  const answer = (await kept.json()) as Pick<Manifest, 'schema'>;
  const heard = serverTimeOf(kept);
  if (answer.schema !== SNAPSHOT_SCHEMA || heard === null) return null;
  const manifest = check(manifestSchema, answer);
  const page = await caches.match(location.href);
  const pageAt = page === undefined ? null : serverTimeOf(page);
  const passed = Math.max(0, Date.now() - Number(kept.headers.get('x-flash-kept-at')));
  return {
    manifest,
    serverNow: heard + passed,
    asOf: Math.min(manifest.generated_at, pageAt ?? Number.POSITIVE_INFINITY),
  };
}

/** The server's time in the answer that was kept, UTC ms. */
function serverTimeOf(response: Response): number | null {
  const time = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(time) ? null : time;
}
