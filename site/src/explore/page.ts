/** The whole page of charts for an address: what is asked, what was read for it, and each part of the page. */

import { short } from '#site/snapshot/buckets.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import type { Span } from '../charts/time-axis.ts';
import { html, type Html } from '../text/html.ts';
import { notesHtml, twinHtml } from './below.ts';
import { chartsHtml } from './charts-html.ts';
import { chooserHtml } from './chooser.ts';
import { controlsHtml, statusText, type Shown } from './controls.ts';
import { loadCharts, type ChartData, type ChartSource } from './load.ts';
import { panelTools } from './panel-tools.ts';
import { readChartsQuery, type ChartsQuery } from './query.ts';
import { spanAt } from './span.ts';
import { withUsual } from './usual.ts';
import { viewOf, type ChartView } from './view.ts';

export interface ChartsPage extends Shown {
  readonly data: ChartData;
  readonly view: ChartView;
}

/** Reads an address: what it says, or the usual channels where it names none. */
export function askedCharts(
  parameters: URLSearchParams,
  channels: readonly ChannelNow[],
  at: number,
): { readonly query: ChartsQuery; readonly isUsual: boolean; readonly window: Span } {
  const names = new Set(channels.map(({ name }) => name));
  const asked = readChartsQuery(parameters, { at, isKnown: (name) => names.has(name) });
  // Who named only channels that are not there wants no others.
  const isUsual = (parameters.get('channels') ?? '') === '';
  const query = isUsual ? withUsual(asked, channels) : asked;
  return { query, isUsual: isUsual && query.panels.length > 0, window: spanAt(query.span, at) };
}

/** Points of all curves together where a page is made: a page has to travel. */
const MOST_POINTS = 1_600;
const MOST_BUCKETS = 400;
/** Significant digits of what travels in the page, where digits that nobody sees are bytes; what is looked at closer has all. */
const DIGITS = 5;

/** Returns what the page shows. @throws {FlashError} where the snapshot cannot be read */
export async function chartsPage(
  source: ChartSource & {
    readonly now: { readonly channels: readonly ChannelNow[] };
    readonly tail: Tail;
  },
  parameters: URLSearchParams,
  at: number,
): Promise<ChartsPage> {
  const asked = askedCharts(parameters, source.now.channels, at);
  const { query, window } = asked;
  const count = query.panels.flat().length * (query.compare === null ? 1 : 2);
  const mostBuckets = Math.min(MOST_BUCKETS, Math.floor(MOST_POINTS / Math.max(1, count)));
  const loaded = await loadCharts(source, query, { window, mostBuckets });
  const channels = loaded.channels.map((channel) => ({
    ...channel,
    series: shortened(channel.series),
    other: shortened(channel.other),
  }));
  const data = { ...loaded, channels };
  return { ...asked, at, data, view: viewOf(query, data, source.tail) };
}

function shortened(series: RunSeries | null): RunSeries | null {
  if (series === null) return null;
  const rounded = (values: RunSeries['min']): RunSeries['min'] =>
    values.map((value) => short(value, DIGITS));
  const { min, max, mean } = series;
  return { ...series, min: rounded(min), max: rounded(max), mean: rounded(mean) };
}

export type Part = 'controls' | 'chooser' | 'status' | 'charts' | 'notes' | 'twin';

/** Each part of the page by the name of its place, made when it is asked for; null: what it needs is not known yet. */
export function pageParts(
  { view, ...shown }: Omit<ChartsPage, 'data'>,
  channels: readonly ChannelNow[] | null,
): Readonly<Record<Part, () => Html | null>> {
  const { query, window } = shown;
  return {
    controls: () => controlsHtml(shown),
    chooser: () => (channels === null ? null : chooserHtml(query, channels)),
    status: () => html`${statusText(shown, stepOf(view))}`,
    charts: () => chartsHtml(view, window, (panel) => panelTools(query, panel)),
    notes: () => notesHtml(view.lanes, window),
    twin: () => twinHtml(view, window),
  };
}

/** What a point stands for, ms; 0: one reading; null: there is no point. */
function stepOf({ panels }: ChartView): number | null {
  const drawn = panels
    .flatMap(({ curves }) => curves)
    .filter(({ points }) => points.t.length > 0)
    .map(({ stepMs }) => stepMs);
  return drawn.length === 0 ? null : Math.max(...drawn);
}
