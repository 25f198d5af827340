/** A campaign on its time axis: its runs as a lane, its key channels as charts, from tiles. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { KeyChannel, Runs } from '#site/snapshot/schema/runs.ts';
import { levelFor, tilesOf, type SeriesTile } from '#site/snapshot/schema/series.ts';
import type { PanelInput } from '../charts/panel.ts';
import type { Span } from '../charts/time-axis.ts';
import type { LaneSpan, TimelineInput } from '../charts/timeline.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';
import { chartedChannels } from '../run/timeline.ts';
import { runRows } from './rows.ts';

const MOST_BUCKETS = 400;
const COLOURS = ['c2', 'c4', 'c3', 'c6', 'c5'] as const;

/** Returns the timeline; null: no run has a time, or no key channel a reading in it. */
export async function campaignTimeline(
  runs: Runs,
  snapshot: SnapshotAccess,
): Promise<TimelineInput | null> {
  const window = campaignSpan(runs, snapshot.now.asOf);
  if (window === null) return null;
  const panels: PanelInput[] = [];
  for (const [i, key] of chartedChannels(runs.keyChannels).entries()) {
    const series = await channelSeries(key, window, snapshot);
    if (series === null) continue;
    const { label, unit, limits } = key;
    panels.push({
      series,
      label,
      unit,
      limits,
      colour: COLOURS[i % COLOURS.length] ?? 'c2',
      fromZero: false,
    });
  }
  return panels.length === 0
    ? null
    : { window, lanes: [{ label: 'Runs', spans: runSpans(runs, window) }], panels };
}

function campaignSpan(runs: Runs, asOf: number): Span | null {
  const rows = runRows(runs).filter(({ start, origin }) => start !== null && origin === 'live');
  const { planned } = runs;
  if (rows.length === 0) {
    // Copy times of an imported list are not times of data taking; the plan is.
    if (planned.start === null) return null;
    return { from: planned.start, to: Math.min(planned.end ?? asOf, asOf) };
  }
  const from = Math.min(...rows.map(({ start }) => start ?? Infinity));
  const to = Math.max(
    ...rows.map(({ start, end, state }) => end ?? (state === 'open' ? asOf : (start ?? 0))),
  );
  return to > from ? { from, to } : null;
}

function runSpans(runs: Runs, window: Span): readonly LaneSpan[] {
  return runRows(runs).flatMap(({ number, kind, start, end }) =>
    start === null
      ? []
      : [
          {
            from: start,
            to: end ?? window.to,
            look: kind === 'physics' ? 'c1' : 'c5',
            title: `run ${number}, ${kind}`,
          },
        ],
  );
}

async function channelSeries(
  { channel }: KeyChannel,
  window: Span,
  snapshot: SnapshotAccess,
): Promise<RunSeries | null> {
  const index = await snapshot.series(channel);
  if (index === null) return null;
  const level = levelFor(window.to - window.from);
  const tiles = await Promise.all(
    tilesOf(index, level, window.from, window.to).map((reference) => snapshot.tile(reference)),
  );
  return tiles.every(({ i, notGood }) => i.length + notGood.length === 0)
    ? null
    : intoSeries(channel, tiles, level, window);
}

/** Puts tile buckets into at most 400 buckets of the window: lowest, highest, mean; none stays none. */
function intoSeries(
  channel: string,
  tiles: readonly SeriesTile[],
  level: number,
  { from, to }: Span,
): RunSeries {
  const stepMs = Math.max(level, Math.ceil((to - from) / MOST_BUCKETS / level) * level);
  const start = Math.floor(from / stepMs) * stepMs;
  const count = Math.ceil((to - start) / stepMs);
  const min: (number | null)[] = Array.from({ length: count }, () => null);
  const max = [...min];
  const sum = Array.from({ length: count }, () => 0);
  const n = [...sum];
  for (const tile of tiles) {
    tile.i.forEach((slot, k) => {
      const bucket = Math.floor((tile.start + slot * tile.level - start) / stepMs);
      if (bucket < 0 || bucket >= count) return;
      const [low, high, weight] = [tile.min[k] ?? 0, tile.max[k] ?? 0, tile.n[k] ?? 0];
      min[bucket] = Math.min(min[bucket] ?? low, low);
      max[bucket] = Math.max(max[bucket] ?? high, high);
      sum[bucket] = (sum[bucket] ?? 0) + (tile.mean[k] ?? 0) * weight;
      n[bucket] = (n[bucket] ?? 0) + weight;
    });
  }
  const mean = sum.map((total, i) =>
    (n[i] ?? 0) > 0 ? Number((total / (n[i] ?? 1)).toPrecision(6)) : null,
  );
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
