/** Zoom: where a window is narrow enough that tiles are finer than what the page brought, its charts are drawn from tiles. */

import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { levelFor } from '#site/snapshot/schema/series.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import type { Span } from '../charts/time-axis.ts';
import { tileSeries } from './tile-series.ts';

export interface Finer {
  readonly window: Span;
  /** By channel. */
  readonly series: ReadonlyMap<string, RunSeries>;
}

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

/** Returns the timeline with finer series in the place of its own. */
export function withFiner(input: TimelineInput, finer: Finer | null): TimelineInput {
  if (finer === null) return input;
  const panels = input.panels.map((panel) => {
    const series = finer.series.get(panel.series.channel);
    return series === undefined ? panel : { ...panel, series };
  });
  return { ...input, panels };
}
