/** A timeline with series that were fetched for a window in the place of its own. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import type { Span } from '../charts/time-axis.ts';

export interface Finer {
  readonly window: Span;
  /** By channel. */
  readonly series: ReadonlyMap<string, RunSeries>;
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
