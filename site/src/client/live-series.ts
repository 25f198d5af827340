/** Adds what came since the shard was written to its series: readings of the tail go into the buckets of the same grid. */

import type { Run, RunSeries } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';

/** Returns the run with the tail's good readings; buckets in between stay gaps. */
export function withTail(run: Run, tail: Tail): Run {
  return {
    ...run,
    series: run.series.map((series) => {
      const readings = tail.readings[series.channel];
      return readings === undefined ? series : grow(series, readings, run.end ?? Infinity);
    }),
  };
}

type Readings = Tail['readings'][string];

function grow(series: RunSeries, { t, value, quality }: Readings, end: number): RunSeries {
  const [min, max, mean] = [[...series.min], [...series.max], [...series.mean]];
  t.forEach((time, k) => {
    const reading = value[k] ?? null;
    if (reading === null || quality[k] !== 'good' || time > end) return;
    const bucket = Math.floor((time - series.start) / series.stepMs);
    if (bucket < 0) return;
    for (const column of [min, max, mean]) while (column.length <= bucket) column.push(null);
    min[bucket] = Math.min(min[bucket] ?? reading, reading);
    max[bucket] = Math.max(max[bucket] ?? reading, reading);
    mean[bucket] = mean[bucket] ?? reading;
  });
  return { ...series, min, max, mean };
}
