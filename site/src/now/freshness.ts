/** What the freshness badge says. */

import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { age, clock, clockOrDay, day, span } from '../text/times.ts';
import type { State } from './state.ts';

export interface Freshness {
  readonly state: State;
  /** Empty: nothing is known yet. */
  readonly text: string;
  readonly title: string;
}

/** With the age where it is known: `10:02:14 UTC, 3 h ago`. */
function offlineTime(asOf: number, at: number | null): string {
  return at === null
    ? `${day(asOf)} ${clock(asOf)} UTC`
    : `${clockOrDay(asOf, at)} UTC, ${age(asOf, at)}`;
}

/** Judges a manifest by the server's clock; a snapshot that is too old is stale even where the server still answers. */
export function freshnessOf(
  {
    manifest,
    trouble,
    offlineAsOf,
  }: {
    readonly manifest: Manifest | null;
    readonly trouble: string | null;
    readonly offlineAsOf?: number;
  },
  at: number | null,
): Freshness {
  if (offlineAsOf !== undefined)
    return {
      state: 'stale',
      text: `Offline: as of ${offlineTime(offlineAsOf, at)}`,
      title: 'This device has no network. The page shows what was kept when it was last visited.',
    };
  if (manifest === null || at === null) {
    if (trouble === null) return { state: 'none', text: '', title: '' };
    return { state: 'stale', text: trouble, title: 'What this page shows may be old.' };
  }
  const old = Math.max(0, at - manifest.generated_at);
  const title = `Snapshot of ${clock(manifest.generated_at)} UTC; the next is expected within ${span(manifest.stale_after_s * 1000)}.`;
  if (old > manifest.stale_after_s * 1000) {
    return {
      state: 'attention',
      text: `stale, ${span(old)} old`,
      title,
    };
  }
  if (trouble !== null)
    return { state: 'stale', text: `${trouble}; snapshot ${span(old)} old`, title };
  return { state: 'good', text: `live, ${span(old)} old`, title };
}
