/** A run on its time axis: its lanes, and charts of its key channels and throughput. */

import type { Run } from '#site/snapshot/schema/run.ts';
import type { KeyChannel } from '#site/snapshot/schema/runs.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import type { PanelInput } from '../charts/panel.ts';
import type { Span } from '../charts/time-axis.ts';
import { runLanes, type AlarmsOfRun } from './lanes.ts';

const COLOURS = ['c2', 'c4', 'c3', 'c6', 'c5'] as const;
/** Roles that have a lane, or a number in the header, instead of a chart of their own. */
const WITHOUT_CHART = new Set(['magnet_mode', 'lead_current']);

/** Returns the whole timeline for a window of time; null: the run has no time, or only that of an older list. */
export function runTimeline(
  run: Run,
  window: Span | null,
  around: AlarmsOfRun = { alarms: [], isWatched: false },
): TimelineInput | null {
  const whole = wholeSpan(run);
  if (whole === null) return null;
  return { window: window ?? whole, lanes: runLanes(run, whole, around), panels: runPanels(run) };
}

/** From the run's first to its last sign. */
export function wholeSpan(run: Run): Span | null {
  if (run.origin === 'import') return null;
  const ends = [run.throughput, ...run.series].flatMap((series) =>
    series === null ? [] : [series.start + series.stepMs * series.min.length],
  );
  const last = [run.end, run.fileSpans.at(-1)?.to, ...ends].filter((t) => t != null);
  const from = run.start ?? run.fileSpans[0]?.from ?? run.series[0]?.start ?? null;
  if (from === null || last.length === 0) return null;
  const to = run.end ?? Math.max(...last);
  return to > from ? { from, to } : { from, to: from + 1000 };
}

/** The charts: each key channel of the campaign that has a series, then the throughput. */
export function runPanels(run: Run): readonly PanelInput[] {
  const keys = chartedChannels(run.keyChannels);
  const panels = keys.flatMap(({ channel, label, unit, limits }, i): PanelInput[] => {
    const series = run.series.find((one) => one.channel === channel);
    const colour = COLOURS[i % COLOURS.length] ?? 'c2';
    return series === undefined ? [] : [{ series, label, unit, limits, colour, fromZero: false }];
  });
  const { throughput } = run;
  if (throughput === null) return panels;
  return [
    ...panels,
    {
      series: throughput,
      label: 'Throughput',
      unit: 'By/s',
      limits: [],
      colour: 'c1',
      fromZero: true,
    },
  ];
}

/** The key channels that get a chart. */
export function chartedChannels(keys: readonly KeyChannel[]): readonly KeyChannel[] {
  return keys.filter(({ role }) => !WITHOUT_CHART.has(role));
}

/** Key channels of which the run has no reading at all: said in words. */
export function channelsWithout(run: Run): readonly string[] {
  if (run.origin === 'import') return [];
  return chartedChannels(run.keyChannels)
    .filter(({ channel }) => !run.series.some((one) => one.channel === channel))
    .map(({ label }) => label);
}
