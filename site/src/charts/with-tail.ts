/** Adds what came since the page was made to its series: readings of the tail go into the buckets of the same grid. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { TimelineInput } from './timeline.ts';

/** Returns the timeline with the tail's good readings, and its window as far as they reach; buckets in between stay gaps. */
export function withTail(input: TimelineInput, tail: Tail): TimelineInput {
  const panels = input.panels.map((panel) => {
    const readings = tail.readings[panel.series.channel];
    return readings === undefined ? panel : { ...panel, series: grow(panel.series, readings) };
  });
  const ends = panels.map(({ series }) => series.start + series.min.length * series.stepMs);
  const window = { ...input.window, to: Math.max(input.window.to, ...ends) };
  const newest = Math.max(...panels.map(({ series }) => newestGood(tail.readings[series.channel])));
  return { ...input, panels, window, ...(newest > 0 ? { newest } : {}) };
}

type Readings = Tail['readings'][string];

/** Times ascend; 0: none is good. */
function newestGood(readings: Readings | undefined): number {
  const i = readings?.quality.findLastIndex((quality) => quality === 'good') ?? -1;
  return readings?.t[i] ?? 0;
}

function grow(series: RunSeries, { t, value, quality }: Readings): RunSeries {
  const [min, max, mean] = [[...series.min], [...series.max], [...series.mean]];
  t.forEach((time, k) => {
    const reading = value[k] ?? null;
    const bucket = Math.floor((time - series.start) / series.stepMs);
    if (reading === null || quality[k] !== 'good' || bucket < 0) return;
    for (const column of [min, max, mean]) while (column.length <= bucket) column.push(null);
    min[bucket] = Math.min(min[bucket] ?? reading, reading);
    max[bucket] = Math.max(max[bucket] ?? reading, reading);
    mean[bucket] = mean[bucket] ?? reading;
  });
  return { ...series, min, max, mean };
}
