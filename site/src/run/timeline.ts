/** A run on its time axis: lanes of files, steps, field, quality, log and jobs; charts of its key channels and throughput. */

import type { Run } from '#site/snapshot/schema/run.ts';
import type { KeyChannel } from '#site/snapshot/schema/runs.ts';
import { showText } from '#telemetry/units.ts';
import type { Lane, LaneSpan, TimelineInput } from '../charts/timeline.ts';
import type { PanelInput } from '../charts/panel.ts';
import type { Span } from '../charts/time-axis.ts';
import { FIELD_ON_T } from '../now/thresholds.ts';
import { clock, clockMinute } from '../text/times.ts';

const COLOURS = ['c2', 'c4', 'c3', 'c6', 'c5'] as const;
/** Roles that have a lane, or a number in the header, instead of a chart of their own. */
const WITHOUT_CHART = new Set(['magnet_mode', 'lead_current']);

/** Returns the whole timeline for a window of time; null: the run has no time, or only that of an older list. */
export function runTimeline(run: Run, window: Span | null): TimelineInput | null {
  const whole = wholeSpan(run);
  if (whole === null) return null;
  return { window: window ?? whole, lanes: runLanes(run, whole), panels: runPanels(run) };
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

function runLanes(run: Run, whole: Span): readonly Lane[] {
  const lanes: Lane[] = [
    { label: 'Files', spans: run.fileSpans.map((span) => titled(span, 'c1', 'files')) },
    { label: 'Steps', spans: stepSpans(run, whole) },
    { label: 'Field', spans: fieldSpans(run) },
    { label: 'Quality', spans: qualitySpans(run, whole) },
    {
      label: 'Log',
      spans: run.log.map(({ at, title }) => ({
        from: at,
        to: at,
        look: 'c6',
        title: `${clockMinute(at)} ${title}`,
      })),
    },
    { label: 'Jobs', spans: jobSpans(run, whole) },
  ];
  return lanes.filter(({ spans }) => spans.length > 0);
}

function titled({ from, to }: Span, look: string, what: string): LaneSpan {
  return { from, to, look, title: `${what} ${clock(from)} to ${clock(to)}` };
}

function stepSpans({ steps }: Run, whole: Span): readonly LaneSpan[] {
  return steps.map(({ n, start, end, f0Hz }) => {
    const f0 = f0Hz === null ? 'f₀ not measured' : showText(f0Hz, 'Hz');
    return {
      from: start,
      to: end ?? whole.to,
      look: 'c3',
      title: `step ${n}: ${f0}`,
    };
  });
}

/** Spans in which every bucket of the field's channel shows a field; no reading, no span. */
function fieldSpans(run: Run): readonly LaneSpan[] {
  const key = run.keyChannels.find(({ role }) => role === 'field');
  const series = run.series.find(({ channel }) => channel === key?.channel);
  if (series === undefined) return [];
  const spans: { from: number; to: number; look: string; title: string }[] = [];
  series.mean.forEach((value, i) => {
    if (value === null || Math.abs(value) < FIELD_ON_T) return;
    const from = series.start + i * series.stepMs;
    const last = spans.at(-1);
    if (last !== undefined && last.to === from) last.to = from + series.stepMs;
    else
      spans.push({
        from,
        to: from + series.stepMs,
        look: 'c6',
        title: `field ${showText(value, 'T')}`,
      });
  });
  return spans;
}

const QUALITY_LOOK = { good: 'good', doubtful: 'attention', bad: 'alarm' } as const;

function qualitySpans({ quality }: Run, whole: Span): readonly LaneSpan[] {
  return quality === null ? [] : [{ ...whole, look: QUALITY_LOOK[quality], title: quality }];
}

function jobSpans({ jobs }: Run, whole: Span): readonly LaneSpan[] {
  return jobs.flatMap(({ id, state, started, ended }) =>
    started === null
      ? []
      : [
          {
            from: started,
            to: ended ?? whole.to,
            look: state === 'failed' ? 'alarm' : 'c5',
            title: `job ${id}: ${state}`,
          },
        ],
  );
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
