/** A campaign on its time axis: its runs as a lane, its key channels as charts, from tiles. */

import { short } from '#site/snapshot/buckets.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Runs } from '#site/snapshot/schema/runs.ts';
import { levelIn, tilesOf } from '#site/snapshot/schema/series.ts';
import { joinTiles } from '../charts/join-tiles.ts';
import type { LaneSpan } from '../charts/lane.ts';
import type { PanelInput } from '../charts/panel.ts';
import type { Span } from '../charts/time-axis.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';
import { chartedChannels } from '../run/timeline.ts';
import { runRows } from './rows.ts';

const MOST_BUCKETS = 400;
/** Significant digits of a curve over months. */
const DIGITS = 5;
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
    const series = await channelSeries(key.channel, window, snapshot);
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

/** Returns a channel's series in a window, at most 400 buckets; null: it has no reading in it. */
export async function channelSeries(
  channel: string,
  window: Span,
  snapshot: SnapshotAccess,
): Promise<RunSeries | null> {
  const index = await snapshot.series(channel);
  if (index === null) return null;
  const level = levelIn(index, window.from, window.to);
  const tiles = await Promise.all(
    tilesOf(index, level, window.from, window.to).map((reference) => snapshot.tile(reference)),
  );
  if (tiles.every(({ i, notGood }) => i.length + notGood.length === 0)) return null;
  const series = joinTiles({ channel, tiles, level, window, mostBuckets: MOST_BUCKETS });
  // It travels in the page, where digits that nobody sees are bytes; a window that is zoomed into has all of them.
  const shortened = (values: readonly (number | null)[]) =>
    values.map((value) => short(value, DIGITS));
  const { min, max, mean } = series;
  return { ...series, min: shortened(min), max: shortened(max), mean: shortened(mean) };
}
