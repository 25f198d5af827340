/** Tiles of a channel as one series of a window: what the site draws before script, and the browser where it zooms in. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { SeriesTile } from '#site/snapshot/schema/series.ts';
import type { Span } from './time-axis.ts';

export interface TilesToJoin {
  readonly channel: string;
  readonly tiles: readonly SeriesTile[];
  /** Bucket width of the tiles, ms. */
  readonly level: number;
  readonly window: Span;
  readonly mostBuckets: number;
}

/** Puts tile buckets into at most so many buckets of the window: lowest, highest, mean; none stays none. */
export function joinTiles({ channel, tiles, level, window, mostBuckets }: TilesToJoin): RunSeries {
  const { from, to } = window;
  const stepMs = Math.max(level, Math.ceil((to - from) / mostBuckets / level) * level);
  const start = Math.floor(from / stepMs) * stepMs;
  const count = Math.ceil((to - start) / stepMs);
  const min = Array.from<number | null>({ length: count }).fill(null);
  const max = [...min];
  const sum = new Float64Array(count);
  const n = new Float64Array(count);
  for (const tile of tiles) {
    for (const [k, slot] of tile.i.entries()) {
      const bucket = Math.floor((tile.start + slot * tile.level - start) / stepMs);
      if (bucket < 0 || bucket >= count) continue;
      const [low, high, weight] = [tile.min[k] ?? 0, tile.max[k] ?? 0, tile.n[k] ?? 0];
      min[bucket] = Math.min(min[bucket] ?? low, low);
      max[bucket] = Math.max(max[bucket] ?? high, high);
      sum[bucket] = (sum[bucket] ?? 0) + (tile.mean[k] ?? 0) * weight;
      n[bucket] = (n[bucket] ?? 0) + weight;
    }
  }
  const mean = min.map((_, i) => ((n[i] ?? 0) > 0 ? (sum[i] ?? 0) / (n[i] ?? 1) : null));
  return { channel, start, stepMs, min, max, mean, notGood: joinSpans(tiles, stepMs * 2) };
}

/** Joins the spans of neighbouring tiles, so that a seam is not seen. */
function joinSpans(tiles: readonly SeriesTile[], joinMs: number): RunSeries['notGood'] {
  const spans: { from: number; to: number; quality: string }[] = [];
  for (const span of tiles.flatMap(({ notGood }) => notGood).toSorted((a, b) => a.from - b.from)) {
    const last = spans.at(-1);
    if (last?.quality === span.quality && span.from - last.to <= joinMs) {
      last.to = Math.max(last.to, span.to);
    } else spans.push({ ...span });
  }
  return spans;
}
