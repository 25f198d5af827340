/** A run in words and tables for a terminal, pure. */

import type { RunSummary, SummaryChannel, SummaryStep } from '../catalogue/run-summary.ts';
import { shortTime, type Column } from './columns.ts';
import { bytesForPeople, durationForPeople } from './quantities.ts';
import { layOutTable } from './table.ts';

const steps: readonly Column<SummaryStep>[] = [
  { name: 'step', value: ({ n }) => n },
  { name: 'start', value: ({ start_ms }) => shortTime(start_ms) },
  { name: 'live', value: ({ live_ms }) => (live_ms === null ? null : durationForPeople(live_ms)) },
  { name: 'tuner', value: ({ tuner_deg: deg }) => (deg === null ? null : `${String(deg)}°`) },
  {
    name: 'f0',
    value: ({ f0_hz: hz }) => (hz === null ? null : `${(hz / 1e6).toFixed(hz >= 1e9 ? 3 : 4)} MHz`),
  },
  {
    name: 'Q_L',
    value: ({ q_l }) => q_l,
    show: ({ q_l }) => (q_l === null ? '–' : q_l.toFixed(0)),
  },
  {
    name: 'beta',
    value: ({ beta }) => beta,
    show: ({ beta, regime }) =>
      beta === null
        ? '–'
        : `${beta.toFixed(2)}${regime === 'unknown' ? ` or ${(1 / beta).toFixed(2)}` : ''}`,
  },
  { name: 'field', value: ({ field_t: t }) => (t === null ? null : `${t.toFixed(3)} T`) },
];

const number = (value: number | null): string =>
  value === null ? '–' : String(Number(value.toPrecision(5)));

const channels: readonly Column<SummaryChannel>[] = [
  { name: 'channel', value: ({ channel }) => channel },
  { name: 'unit', value: ({ unit }) => unit },
  { name: 'readings', value: ({ n }) => n },
  { name: 'min', value: ({ min }) => min, show: ({ min }) => number(min) },
  { name: 'mean', value: ({ mean }) => mean, show: ({ mean }) => number(mean) },
  { name: 'max', value: ({ max }) => max, show: ({ max }) => number(max) },
  { name: 'last', value: ({ last }) => last, show: ({ last }) => number(last) },
];

/** Returns the text of `flash run show`. */
export function describeRun(summary: RunSummary): string {
  const { run } = summary;
  const ended = run.closed_by === null ? run.state : `${run.state} (${run.closed_by})`;
  const lines: readonly (readonly [string, string])[] = [
    ['run', `${run.campaign}/${String(run.number)}${run.title === null ? '' : `  ${run.title}`}`],
    ['path', run.path],
    ['kind', run.origin === 'import' ? `${run.kind}, imported` : run.kind],
    ['state', ended],
    ['start', `${shortTime(run.start_ms)} UTC`],
    ['end', run.end_ms === null ? '–' : `${shortTime(run.end_ms)} UTC`],
    ['site', [run.site, run.node].filter((part) => part !== null).join(', ') || '–'],
    ['files', describeFiles(run)],
    ['copies', describeCopies(summary.copies)],
  ];
  const head = lines.map(([name, value]) => `${name.padEnd(8)}${value}`).join('\n');
  const parts = [`${head}\n`];
  if (summary.steps.length > 0) parts.push(layOutTable(steps, summary.steps));
  if (summary.channels.length > 0) parts.push(layOutTable(channels, summary.channels));
  return parts.join('\n');
}

function describeFiles(run: RunSummary['run']): string {
  const { file_count: count, sized_count: sized, bytes_sum: bytes, cadence_ms: cadence } = run;
  const size =
    sized === 0 ? 'sizes not known' : `${sized < count ? 'at least ' : ''}${bytesForPeople(bytes)}`;
  const every = cadence === null ? '' : `, one per ${durationForPeople(cadence)}`;
  return `${String(count)}, ${size}${every}`;
}

function describeCopies(copies: RunSummary['copies']): string {
  if (copies.length === 0) return 'none known';
  const words = copies.map(
    ({ location, state, files, verified }) =>
      `${location}: ${String(files)} ${state}, ${verified === 0 ? 'not' : String(verified)} verified`,
  );
  return words.join('; ');
}
