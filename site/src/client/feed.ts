/** The snapshot as the browser follows it: polls the manifest, knows the server's time, tells who listens. */

import type { ReadAsset } from '#site/snapshot/load-live.ts';
import { check } from '#site/snapshot/parse/check.ts';
import type { Schema } from '#site/snapshot/parse/packed.ts';
import type { AssetReference } from '#site/snapshot/schema/asset.ts';
import { SNAPSHOT_SCHEMA } from '#site/snapshot/schema/asset.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { isAsNamed } from './as-named.ts';
import { keepVisits, readKept } from './kept.ts';
import { readManifestText } from './manifest-text.ts';

const base = document.querySelector('flash-freshness')?.getAttribute('data-base') ?? '/';
const HIDDEN_POLL_MS = 30_000;
const RETRY_MS = 2_000;
/** A question that nobody answers is given up after this. */
const ANSWER_WITHIN_MS = 10_000;

export interface FeedState {
  readonly manifest: Manifest | null;
  /** Null: the last question was answered; else why not. */
  readonly trouble: string | null;
  /** Set without a network: the time of the oldest thing that the page shows, UTC ms. */
  readonly offlineAsOf?: number;
}

type Listener = (state: FeedState) => void | Promise<void>;

const listeners = new Set<Listener>();
let state: FeedState = { manifest: null, trouble: null };
let offset: number | null = null;
/** The reader's clock minus the time elapsed, when the server was last heard; it grows while a laptop sleeps. */
let skew = 0;
const SLEPT_MS = 2_000;

/** The server's time, ms, from its Date header and the time elapsed since; of the reader's clock only how long it slept. */
export function serverNow(): number | null {
  if (offset === null) return null;
  const slept = Date.now() - performance.now() - skew;
  return performance.now() + offset + (slept > SLEPT_MS ? slept : 0);
}

/** Calls back with every new manifest and every change of trouble; at once where there is one already. */
export function follow(listener: Listener): void {
  listeners.add(listener);
  if (state.manifest !== null || state.trouble !== null) void hand(listener);
}

/** Returns the newest manifest, waiting for the first. @throws {Error} where there is none to be had */
export async function manifestNow(): Promise<Manifest> {
  if (state.manifest !== null) return state.manifest;
  return await new Promise((resolve, reject) => {
    follow(({ manifest, trouble }) => {
      if (manifest !== null) resolve(manifest);
      else if (trouble !== null) reject(new Error(trouble));
    });
  });
}

/**
 * Fetches an asset that a manifest leads to, and checks it; what never changes comes from the cache. The schema is part
 * of the address, so that a page of a newer version does not get from there what an older one has put there.
 */
export async function fetchAsset<T>(
  reference: Pick<AssetReference, 'path'>,
  schema: Schema<T>,
): Promise<T> {
  const response = await fetch(`${base}data/${reference.path}?schema=${SNAPSHOT_SCHEMA}`, {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`${reference.path}: ${response.status}`);
  const body = await response.arrayBuffer();
  if (!(await isAsNamed(reference.path, body)))
    throw new Error(`${reference.path}: what came has another hash than its name`);
  return check(schema, JSON.parse(new TextDecoder().decode(body)));
}

/** Returns a reader of assets that keeps what it read for as long as it is asked for it again: pieces that several states share are fetched and checked once. */
export function fetchKept(most = 12): ReadAsset {
  const kept = new Map<string, Promise<unknown>>();
  return <T>(asset: AssetReference, schema: Schema<T>): Promise<T> => {
    const known = kept.get(asset.path);
    kept.delete(asset.path);
    const asked = known ?? fetchAsset(asset, schema);
    kept.set(asset.path, asked);
    if (kept.size > most) kept.delete(kept.keys().next().value ?? '');
    // What failed once may go well the next time.
    asked.catch(() => kept.delete(asset.path));
    return asked as Promise<T>;
  };
}

/** Date has whole seconds, cut off: the largest offset seen is the truest, unless the server's clock was set back. */
function learnTime(response: Response): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(date)) return;
  skew = Date.now() - performance.now();
  const seen = date - performance.now();
  if (offset === null || seen > offset || seen < offset - 2_000) offset = seen;
}

function tell(next: FeedState): void {
  const isSame =
    next.trouble === state.trouble &&
    next.manifest?.id === state.manifest?.id &&
    next.manifest?.generated_at === state.manifest?.generated_at;
  state = next;
  if (!isSame) for (const listener of listeners) void hand(listener);
}

/** An asset that cannot be read is trouble to be shown; the next poll tries again. */
async function hand(listener: Listener): Promise<void> {
  try {
    await listener(state);
  } catch {
    // A server that does not answer, or being offline, is the graver of the two, and says it all.
    if (state.trouble === null)
      tell({ manifest: state.manifest, trouble: 'newer data could not be read' });
  }
}

async function ask(): Promise<number> {
  try {
    const response = await fetch(`${base}data/snapshot.json`, {
      cache: 'no-cache',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    learnTime(response);
    if (response.status === 404) throw new Error('the server has no snapshot');
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    const manifest = readManifestText(await response.text());
    tell({ manifest, trouble: null });
    return manifest.poll_after_ms;
  } catch (cause) {
    const isAway = cause instanceof TypeError || cause instanceof DOMException;
    if (isAway && (await goOffline())) return RETRY_MS;
    const trouble = isAway ? 'the server does not answer' : (cause as Error).message;
    tell({ manifest: state.manifest, trouble });
    return RETRY_MS;
  }
}

/** Without a network the page lives on what is kept, and says so; false: nothing is, or it is the server that is away. */
async function goOffline(): Promise<boolean> {
  if (state.offlineAsOf !== undefined) return true;
  if (state.manifest !== null && navigator.onLine) return false;
  const { manifest } = state;
  if (manifest !== null) {
    tell({ manifest, trouble: 'offline', offlineAsOf: manifest.generated_at });
    return true;
  }
  const kept = await readKept(base).catch(() => null);
  if (kept === null) return false;
  offset = kept.serverNow - performance.now();
  skew = Date.now() - performance.now();
  tell({ manifest: kept.manifest, trouble: 'offline', offlineAsOf: kept.asOf });
  return true;
}

async function run(): Promise<never> {
  for (;;) {
    const wait = await ask();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, document.hidden ? Math.max(wait, HIDDEN_POLL_MS) : wait);
      const wake = () => {
        if (document.hidden) return;
        clearTimeout(timer);
        resolve();
      };
      document.addEventListener('visibilitychange', wake, { once: true });
    });
  }
}

keepVisits(base);
void run();
