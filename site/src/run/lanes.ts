/** The lanes of a run's timeline: files, steps, field, quality, what was out of its limits, log, jobs, alarms; an empty one says what that means. */

import type { RunSurroundings } from '#site/snapshot/run-surroundings.ts';
import type { Limit } from '#site/snapshot/schema/now.ts';
import type { Run, RunSeries } from '#site/snapshot/schema/run.ts';
import { showText } from '#telemetry/units.ts';
import type { Lane, LaneSpan } from '../charts/lane.ts';
import type { Span } from '../charts/time-axis.ts';
import { FIELD_ON_T } from '../now/thresholds.ts';
import { clock, clockMinute } from '../text/times.ts';

/** What of a run's surroundings stands on its lanes. */
export type AlarmsOfRun = Pick<RunSurroundings, 'alarms' | 'isWatched'>;

/** Returns the lanes, those of steps and field where there are any; `whole` is the time from the run's first to its last sign. */
export function runLanes(run: Run, whole: Span, around: AlarmsOfRun): readonly Lane[] {
  const lanes: Lane[] = [
    {
      label: 'Files',
      spans: run.fileSpans.map((span) => titled(span, 'c1', 'files')),
      empty: 'none',
    },
    { label: 'Steps', spans: stepSpans(run, whole) },
    { label: 'Field', spans: fieldSpans(run) },
    { label: 'Quality', spans: qualitySpans(run, whole), empty: 'not judged' },
    { label: 'Out of limits', spans: outOfLimits(run), empty: withinLimits(run) },
    {
      label: 'Log',
      spans: run.log.map(({ at, title }) => ({
        from: at,
        to: at,
        look: 'c6',
        title: `${clockMinute(at)} ${title}`,
      })),
      empty: 'no entry',
    },
    {
      label: 'Jobs',
      spans: jobSpans(run, whole),
      empty: run.jobs.length === 0 ? 'none' : 'none has started',
    },
    {
      label: 'Alarms',
      spans: alarmSpans(around.alarms, whole),
      empty: around.isWatched ? 'none' : 'not watched then',
    },
  ];
  return lanes.filter(({ spans, empty }) => spans.length > 0 || empty !== undefined);
}

/** What it means that nothing was out of its limits: where none was set or none was read, nothing. */
function withinLimits({ keyChannels, series }: Run): string {
  const limited = keyChannels.filter(({ limits }) => limits.length > 0);
  if (limited.length === 0) return 'no limit set';
  const read = limited.filter(({ channel }) => series.some((one) => one.channel === channel));
  return read.length === limited.length
    ? 'none'
    : read.length === 0
      ? 'not measured'
      : 'none of what was measured';
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
  const isOn = (i: number): boolean => Math.abs(series.mean[i] ?? 0) >= FIELD_ON_T;
  return stretches(series, isOn).map(({ from, to, first }) => ({
    from,
    to,
    look: 'c6',
    title: `field ${showText(series.mean[first] ?? 0, 'T')}`,
  }));
}

/** Neighbouring buckets for which something holds, as spans. */
function stretches(
  series: RunSeries,
  holds: (i: number) => boolean,
): readonly (Span & { readonly first: number })[] {
  const spans: { from: number; to: number; first: number }[] = [];
  for (let i = 0; i < series.mean.length; i += 1) {
    if (!holds(i)) continue;
    const from = series.start + i * series.stepMs;
    const last = spans.at(-1);
    if (last?.to === from) last.to = from + series.stepMs;
    else spans.push({ from, to: from + series.stepMs, first: i });
  }
  return spans;
}

const QUALITY_LOOK = { good: 'good', doubtful: 'attention', bad: 'alarm' } as const;

/** The run's own quality, and over it what was said of its intervals. */
function qualitySpans({ quality, flags }: Run, whole: Span): readonly LaneSpan[] {
  const own =
    quality === null ? [] : [{ ...whole, look: QUALITY_LOOK[quality], title: `run: ${quality}` }];
  const parts = flags
    .filter(({ from, to }) => from !== null || to !== null)
    .map(({ from, to, quality: how, why }) => ({
      from: Math.max(from ?? whole.from, whole.from),
      to: Math.min(to ?? whole.to, whole.to),
      look: QUALITY_LOOK[how],
      title: `${how}: ${why}`,
    }));
  return [...own, ...parts.filter(({ from, to }) => to >= from)];
}

/** When a key channel was beyond one of its limits, by the highest and lowest of each bucket. */
export function outOfLimits({ keyChannels, series }: Run): readonly LaneSpan[] {
  return keyChannels.flatMap(({ channel, label, unit, limits }) => {
    const one = series.find((candidate) => candidate.channel === channel);
    if (one === undefined) return [];
    return limits.flatMap((limit) =>
      stretches(one, (i) => isBeyond(limit, one, i)).map(({ from, to }) => ({
        from,
        to,
        look: limit.severity,
        title: `${label} ${limit.side === 'high' ? 'above' : 'below'} ${showText(limit.value, unit)}`,
      })),
    );
  });
}

function isBeyond({ side, value }: Limit, { min, max }: RunSeries, i: number): boolean {
  const seen = side === 'high' ? max[i] : min[i];
  if (seen == null) return false;
  return side === 'high' ? seen > value : seen < value;
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

const ALARM_LOOK = { critical: 'alarm', warning: 'attention', info: 'quiet' } as const;

function alarmSpans(alarms: AlarmsOfRun['alarms'], whole: Span): readonly LaneSpan[] {
  return alarms.map(({ title, about, severity, raisedAt, clearedAt }) => ({
    from: Math.max(raisedAt, whole.from),
    to: Math.min(clearedAt ?? whole.to, whole.to),
    look: ALARM_LOOK[severity],
    title: about === '' ? title : `${title}: ${about}`,
  }));
}
