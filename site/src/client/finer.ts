/** Zoom, loaded with the first one: where a window is narrow enough that tiles are finer than what the page brought, its charts are drawn from tiles. */

import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { levelFor } from '#site/snapshot/schema/series.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import type { Span } from '../charts/time-axis.ts';
import { seriesIndex, tileSeries } from './tile-series.ts';
import type { Finer } from './with-finer.ts';

/** Returns the finer series of a window; null: the page's own are as fine. @throws {Error} where tiles cannot be had */
export async function refine(
  manifest: Manifest,
  { panels }: TimelineInput,
  window: Span,
): Promise<Finer | null> {
  const level = levelFor(window.to - window.from);
  const coarse = panels.filter(({ series }) => series.stepMs > level);
  const found = await Promise.all(
    coarse.map(async ({ series: { channel, stepMs } }) => {
      const series = await tileSeries(manifest, channel, window);
      // Of an old time only hours may be left: what the page brought can then be as fine.
      return series === null || series.stepMs >= stepMs ? [] : [[channel, series] as const];
    }),
  );
  const series = new Map(found.flat());
  return series.size === 0 ? null : { window, series };
}

/** Fetches the list of tiles before it is needed; where it cannot be had, zooming says so. */
export async function prepare(manifest: Manifest): Promise<void> {
  await seriesIndex(manifest).catch(() => null);
}
