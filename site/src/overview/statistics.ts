/** The page of statistics: what the days of a span came to, each chart with its numbers. */

import type { Day, DaysOfYear } from '#site/snapshot/schema/days.ts';
import { displayUnit, formatCount, formatSignificant, showText } from '#telemetry/units.ts';
import { lengthOf, unionOf } from '#telemetry/analysis/union.ts';
import { stackedFigure, type Stacked, type StackedSeries } from '../charts/stacked.ts';
import { href } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { clockOrDay, day as dayText, span } from '../text/times.ts';
import { csvHref } from './csv.ts';
import { lengthsFigure } from './run-lengths.ts';
import { yearsOfWindow, type StatisticsWindow } from './window.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const WEEK = 7 * DAY;
const MONDAY = Date.parse('2024-01-01T00:00:00Z');

export interface StatisticsInput {
  /** By date, of the years that the span touches. */
  readonly years: readonly DaysOfYear[];
  readonly window: StatisticsWindow;
  /** Days that changed and are not counted again yet. */
  readonly waiting: readonly string[];
  /** Files of the catalogue. */
  readonly files: number;
  readonly at: number;
  readonly silentSince: number | null;
}

/** The parts of the page by the name of their place. */
export function statisticsSections(input: StatisticsInput): Readonly<Record<string, string>> {
  const table = daysOf(input);
  return {
    head: head(input, table).text,
    charts:
      html`${charts(table, input.window).map(stackedFigure)}${lengthsFigure(table.map(({ day }) => day))}`
        .text,
    foot: foot(input, table).text,
  };
}

export interface DatedDay {
  readonly date: string;
  readonly t: number;
  /** Null: nothing happened on this day, as far as it is counted. */
  readonly day: Day | null;
  /** False: it was never counted, and what happened on it is not known. */
  readonly isKnown: boolean;
}

/** Every day of the span, oldest first; of the future none. */
export function daysOf({
  years,
  window,
  waiting,
}: Pick<StatisticsInput, 'years' | 'window' | 'waiting'>): readonly DatedDay[] {
  const days: DatedDay[] = [];
  for (let t = window.from; t < window.to; t += DAY) {
    const date = new Date(t).toISOString().slice(0, 10);
    const found = years.map((year) => year.days[date]).find((day) => day !== undefined);
    const isKnown = found !== undefined || !waiting.includes(date);
    days.push({ date, t, day: found ?? null, isKnown });
  }
  return days;
}

const sumOf = (table: readonly DatedDay[], value: (day: Day) => number): number =>
  table.reduce((sum, { day }) => sum + (day === null ? 0 : value(day)), 0);

function head(input: StatisticsInput, table: readonly DatedDay[]): Html {
  const { window, at, silentSince } = input;
  const live = sumOf(table, (day) => day.livePhysicsMs);
  const bytes = sumOf(table, ({ bytes: own }) => own);
  const covered = lengthOf(unionOf(table.flatMap(({ day }) => day?.covered ?? [])));
  const shown = window.to > at ? Math.max(1, at - window.from) : window.to - window.from;
  const news =
    silentSince === null
      ? null
      : html`<p class="lede">
          <span class="attention word"
            >No news since ${clockOrDay(silentSince, at)} UTC: what came later is not in it.</span
          >
        </p>`;
  return html`<h1>
      ${live === 0 ? 'No physics data' : html`${span(live)} of physics data`} from
      ${dayText(window.from)} to ${dayText(window.to - DAY)}.
    </h1>
    <p class="lede">
      Live ${formatSignificant((live / shown) * 100, 3)} % of the time; ${showText(bytes, 'By')} in
      ${formatCount(sumOf(table, ({ files }) => files))} files;
      ${covered === 0 ? 'no frequency covered' : `${shortHertz(covered)} covered, counted once`}.
    </p>
    ${news}${stillCounting(input)}
    ${window.problem === null ? null : html`<p class="hint problem" role="status">${window.problem}</p>`}`;
}

/** Today is counted again all the time; other days only after files or flags came late, or at a first start. */
function stillCounting({ waiting, at }: StatisticsInput): Html | null {
  const today = new Date(at).toISOString().slice(0, 10);
  const days = waiting.filter((date) => date !== today).length;
  if (days === 0) return null;
  return html`<p class="lede">
    <span class="attention word"
      >Still counting: ${days === 1 ? 'one day' : `${formatCount(days)} days`} before today will
      change.</span
    >
  </p>`;
}

/** A width, not a frequency: three digits say all that the linewidths do. */
function shortHertz(hertz: number): string {
  const { unit, factor } = displayUnit('Hz', hertz);
  return `${formatSignificant(hertz * factor, 3)}\u202f${unit}`;
}

function charts(table: readonly DatedDay[], window: StatisticsWindow): readonly Stacked[] {
  const most = Math.max(1, ...table.map(({ day }) => day?.bytes ?? 0));
  const bytes = displayUnit('By', most);
  const widest = Math.max(1, ...table.map(({ day }) => lengthOf(day?.covered ?? [])));
  const hertz = displayUnit('Hz', widest);
  const perDay = (name: string, colour: string, value: (day: Day) => number): StackedSeries => ({
    name,
    colour,
    values: table.map(({ day, isKnown }) => (day === null ? (isKnown ? 0 : null) : value(day))),
  });
  const base = { start: window.from, slotMs: DAY, slotName: dayText };
  return [
    {
      ...base,
      id: 'live-time',
      title: 'Live time',
      unit: 'hours a day',
      note: 'A cadence for every data file, at most the time in which its run was open.',
      series: [
        perDay('physics and rescans', 'c2', (day) => day.livePhysicsMs / HOUR),
        perDay('other kinds', 'c5', (day) => day.liveOtherMs / HOUR),
      ],
    },
    {
      ...base,
      id: 'data-volume',
      title: 'Data volume',
      unit: `${bytes.unit} a day`,
      series: [perDay('files', 'c1', (day) => day.bytes * bytes.factor)],
    },
    {
      ...base,
      id: 'frequency-covered',
      title: 'Frequency covered',
      unit: `${hertz.unit} a day`,
      note: 'Within half a loaded linewidth of each step of physics and rescans, by the day on which the step began; what two steps of a day share counts once.',
      series: [perDay('covered', 'c3', (day) => lengthOf(day.covered) * hertz.factor)],
    },
    {
      ...base,
      id: 'quality',
      title: 'Quality of run time',
      unit: 'hours a day',
      note: 'By the flags that hold over each moment in which a run was open: those of an interval before those of a run, then the newest.',
      series: [
        perDay('good', 'ok', ({ openMs }) => openMs.good / HOUR),
        perDay('doubtful', 'attend', ({ openMs }) => openMs.doubtful / HOUR),
        perDay('bad', 'alarm', ({ openMs }) => openMs.bad / HOUR),
        perDay('not judged', 'open', ({ openMs }) => openMs.unjudged / HOUR),
      ],
    },
    alarmsChart(table),
  ].map((chart) => ({ ...chart, csv: chartCsv(chart) }));
}

/** Weeks begin on Monday (ISO 8601). */
function alarmsChart(table: readonly DatedDay[]): Stacked {
  const weekOf = (t: number): number => Math.floor((t - MONDAY) / WEEK) * WEEK + MONDAY;
  const start = weekOf(table[0]?.t ?? 0);
  const count = table.length === 0 ? 0 : (weekOf(table.at(-1)?.t ?? 0) - start) / WEEK + 1;
  const ofSeverity = (severity: string): readonly (number | null)[] => {
    const weeks = Array.from({ length: count }, (): number | null => 0);
    for (const { t, day, isKnown } of table) {
      const week = (weekOf(t) - start) / WEEK;
      const before = weeks[week] ?? null;
      weeks[week] = before === null || !isKnown ? null : before + (day?.alarms[severity] ?? 0);
    }
    return weeks;
  };
  return {
    id: 'alarms',
    title: 'Alarms raised',
    unit: 'a week',
    start,
    slotMs: WEEK,
    slotName: (t) => `week of ${dayText(t)}`,
    format: (value) => (value === 0 ? '0' : formatCount(value)),
    note: html`<a href="${href('alarms/')}#past">The alarms themselves</a>`,
    series: [
      { name: 'critical', colour: 'alarm', values: ofSeverity('critical') },
      { name: 'warning', colour: 'attend', values: ofSeverity('warning') },
      { name: 'information', colour: 'c5', values: ofSeverity('info') },
    ],
  };
}

function chartCsv({ series, start, slotMs, unit }: Stacked): string {
  const slots = Math.max(0, ...series.map(({ values }) => values.length));
  return csvHref(
    ['from', ...series.map(({ name }) => `${name} (${unit})`)],
    Array.from({ length: slots }, (_, i) => [
      new Date(start + i * slotMs).toISOString().slice(0, 10),
      ...series.map(({ values }) => values[i] ?? null),
    ]),
  );
}

/** What is not in the charts is said. */
function foot(
  { years, waiting, files, window }: StatisticsInput,
  table: readonly DatedDay[],
): Html {
  const waits =
    waiting.length === 0
      ? null
      : `${formatCount(waiting.length)} ${waiting.length === 1 ? 'day changed and is' : 'days changed and are'} counted again within minutes. `;
  const dated = years.reduce(
    (sum, { days }) => sum + Object.values<Day>(days).reduce((of, day) => of + day.files, 0),
    0,
  );
  return html`<p class="hint">
    ${waits}${formatCount(files)} files are in the catalogue, ${formatCount(dated)} of them were
    taken in ${yearsOfWindow(window).join(' and ')}; a file whose time is not known stands on no
    day.
    <a href="${daysCsv(table)}" download="flash-days.csv">All of it as CSV</a>
  </p>`;
}

/** Every number of every day, in base units. */
export function daysCsv(table: readonly DatedDay[]): string {
  return csvHref(
    [
      'date',
      'files',
      'bytes',
      'live_physics_s',
      'live_other_s',
      'open_good_s',
      'open_doubtful_s',
      'open_bad_s',
      'open_unjudged_s',
      'covered_hz',
      'runs_begun_and_over',
      'alarms_critical',
      'alarms_warning',
      'alarms_info',
      'files_missing',
    ],
    table.map(({ date, day, isKnown }) =>
      day === null
        ? [date, ...Array.from({ length: 14 }, () => (isKnown ? 0 : null))]
        : [
            date,
            day.files,
            day.bytes,
            day.livePhysicsMs / 1_000,
            day.liveOtherMs / 1_000,
            day.openMs.good / 1_000,
            day.openMs.doubtful / 1_000,
            day.openMs.bad / 1_000,
            day.openMs.unjudged / 1_000,
            lengthOf(day.covered),
            day.runs.length,
            day.alarms['critical'] ?? 0,
            day.alarms['warning'] ?? 0,
            day.alarms['info'] ?? 0,
            day.missing,
          ],
    ),
  );
}
