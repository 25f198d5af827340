/** The whole page of charts for an address: what is asked, what was read for it, and each part of the page. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import type { Span } from '../charts/time-axis.ts';
import { html, type Html } from '../text/html.ts';
import { notesHtml, twinHtml } from './below.ts';
import { chartsHtml } from './charts-html.ts';
import { chooserHtml } from './chooser.ts';
import { controlsHtml, statusText, type Shown } from './controls.ts';
import type { ChartData } from './load.ts';
import { panelTools } from './panel-tools.ts';
import { readChartsQuery, type ChartsQuery } from './query.ts';
import { spanAt } from './span.ts';
import { withUsual } from './usual.ts';
import type { ChartView } from './view.ts';

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
