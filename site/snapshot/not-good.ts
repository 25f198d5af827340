/** Spans of readings that are not good, for charts that draw them with their word. */

import type { RunSeries } from './schema/run.ts';

/** Returns the spans of readings that are not good; two of the same quality join when no more than `joinMs` apart. */
export function spansOf(
  rows: readonly { readonly t: number; readonly quality: string }[],
  joinMs: number,
): RunSeries['notGood'] {
  const spans: { from: number; to: number; quality: string }[] = [];
  for (const { t, quality } of rows) {
    const last = spans.at(-1);
    if (last !== undefined && last.quality === quality && t - last.to <= joinMs) last.to = t;
    else spans.push({ from: t, to: t, quality });
  }
  return spans;
}
