/** `<flash-charts>`: panels that were there before script; draws them on canvases, and again where data or window change. */

import { html, type Html } from '../../text/html.ts';
import type { Span } from '../../charts/time-axis.ts';
import {
  chartsHtml,
  drawnPanels,
  lanesHtml,
  secondText,
  timeHtml,
  whenText,
} from '../../explore/charts-html.ts';
import { marksHtml } from '../../explore/marks.ts';
import { axisHtml, describe, legendHtml, type DrawnPanel } from '../../explore/panel-html.ts';
import type { ChartPanel, ChartView } from '../../explore/view.ts';
import { morph } from '../morph.ts';
import { createPlot, measure, type Plot } from './plot.ts';

export interface Panels {
  /** Draws a view; `toolsOf` are the links of a panel. */
  show(view: ChartView, window: Span, toolsOf: (panel: ChartPanel) => Html | null): void;
  /** Moves the window over what is drawn, for the time of a gesture. */
  move(window: Span): void;
  /** What is drawn now. */
  readonly drawn: () => readonly DrawnPanel[];
}

/** Takes over the panels of an element. */
export function createPanels(host: HTMLElement): Panels {
  const plots = new Map<string, Plot>();
  let drawn: readonly DrawnPanel[] = [];
  let shape: string | null = null;

  const rowOf = (key: string): Element | null =>
    host.querySelector(`[data-panel="${CSS.escape(key)}"]`);

  const drawPlots = (): void => {
    const styles = getComputedStyle(host);
    const missing = drawn.flatMap(({ panel: { key } }) => {
      const place = rowOf(key)?.querySelector<HTMLElement>('[data-part="plot"]') ?? null;
      return plots.has(key) || place === null
        ? []
        : [{ key, place, first: measure(place, styles) }];
    });
    for (const { key, place, first } of missing) plots.set(key, createPlot(place, first));
    for (const one of drawn) plots.get(one.panel.key)?.draw(one);
  };

  return {
    drawn: () => drawn,
    show(view, window, toolsOf) {
      drawn = drawnPanels(view, window);
      const wanted = shapeOf(drawn, view);
      if (wanted !== shape) {
        for (const plot of plots.values()) plot.destroy();
        plots.clear();
        const isFirst = shape === null;
        shape = wanted;
        // What the page brought is the same already.
        if (!isFirst || host.querySelector('.xpanel') === null)
          host.querySelector('.xcharts')?.remove();
        if (host.querySelector('.xcharts') === null) {
          host.insertAdjacentHTML('afterbegin', chartsHtml(view, window, toolsOf, false).text);
          drawPlots();
          return;
        }
      }
      drawParts(host, view, window);
      for (const one of drawn) drawPanel(rowOf(one.panel.key), one, toolsOf(one.panel));
      drawPlots();
    },
    move(window) {
      for (const plot of plots.values()) plot.move(window);
      put(host, 'time', timeHtml(window));
      put(host, 'when', html`${whenText(window)}`);
    },
  };
}

/** Where it is the same, places are filled; where not, they are made. */
function shapeOf(drawn: readonly DrawnPanel[], { panels }: ChartView): string {
  const rights = drawn.map(({ axes }) => axes.length);
  return `${panels.map(({ key }) => key).join(';')} ${rights.join()}`;
}

function drawParts(host: HTMLElement, view: ChartView, window: Span): void {
  put(host, 'lanes', lanesHtml(view.lanes, window));
  put(host, 'time', timeHtml(window));
  put(host, 'when', html`${whenText(window)}`);
  if (view.otherFrom !== null) put(host, 'second', html`${secondText(view.otherFrom, window)}`);
}

function drawPanel(row: Element | null, one: DrawnPanel, tools: Html | null): void {
  if (row === null) return;
  const [left, right] = one.axes;
  put(row, 'legend', legendHtml(one));
  put(row, 'left', left === undefined ? html`` : axisHtml(left));
  put(row, 'right', right === undefined ? html`` : axisHtml(right));
  put(row, 'marks', marksHtml(one));
  const links = row.querySelector('.xtools');
  if (links !== null && tools !== null) morph(links, inner(tools));
  row.querySelector('svg')?.setAttribute('aria-label', describe(one.panel, one.window));
}

function put(host: Element, part: string, markup: Html): void {
  const place = host.querySelector(`[data-part="${part}"]`);
  if (place !== null) morph(place, markup.text);
}

function inner(markup: Html): string {
  const template = document.createElement('template');
  template.innerHTML = markup.text;
  return template.content.firstElementChild?.innerHTML ?? '';
}
