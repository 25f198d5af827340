/** All panels of a view on one time axis, with what happened meanwhile above them, as HTML. */

import { percent, timeTicks, type Span } from '../charts/time-axis.ts';
import { html, type Html } from '../text/html.ts';
import { clock, day, dayMonth, span as lengthText } from '../text/times.ts';
import { DAY } from './span.ts';
import type { Note, NoteLane } from './notes.ts';
import { panelHtml, type DrawnPanel } from './panel-html.ts';
import { axesOf, besideOf, type ChartPanel, type ChartView } from './view.ts';

/** Returns the panels with their axes for a window. */
export function drawnPanels(view: ChartView, window: Span): readonly DrawnPanel[] {
  return view.panels.map((panel) => ({
    panel,
    axes: axesOf(panel, window, besideOf(view, panel)),
    window,
  }));
}

/** Returns lanes, panels and time axis; `toolsOf` are the links of a panel. Curves are left out where canvases draw them at once. */
export function chartsHtml(
  view: ChartView,
  window: Span,
  toolsOf: (panel: ChartPanel) => Html | null,
  hasCurves = true,
): Html {
  const panels = drawnPanels(view, window);
  const hasRight = panels.some(({ axes }) => axes.length > 1);
  const count = Math.min(12, Math.max(1, panels.length));
  // The axis keeps in sight only below the first panel: a screen that shows one curve shows all of it.
  const rows = panels.map(
    (drawn, i) =>
      html`${secondHead(panels, i, view, window)}${panelHtml(drawn, drawn.panel.isSecond ? null : toolsOf(drawn.panel), hasCurves)}`,
  );
  return html`<div class="xcharts${hasRight ? ' two' : ''}" style="--panels:${count}">
    <div data-part="lanes">${lanesHtml(view.lanes, window)}</div>
    ${rows.slice(0, 1)}
    <div class="xrest">
      ${rows.slice(1)}
      <div class="xrow xtime">
        <div class="xlabel quiet" data-part="when">${whenText(window)}</div>
        <div class="tticks"></div>
        <div class="time-axis" data-part="time">${timeHtml(window)}</div>
      </div>
    </div>
  </div>`;
}

/** Above the first panel of the second span: which it is. */
function secondHead(
  panels: readonly DrawnPanel[],
  i: number,
  { otherFrom }: ChartView,
  window: Span,
): Html | null {
  if (
    otherFrom === null ||
    panels[i]?.panel.isSecond !== true ||
    panels[i - 1]?.panel.isSecond === true
  )
    return null;
  return html`<p class="xsecond" data-part="second">${secondText(otherFrom, window)}</p>`;
}

/** Which the second span is. */
export function secondText(otherFrom: number, window: Span): string {
  return `Second span, from ${day(otherFrom)} ${clock(otherFrom)} UTC, ${lengthText(Math.abs(window.from - otherFrom))} ${otherFrom <= window.from ? 'earlier' : 'later'}`;
}

/** The day, or the days, of a window: the axis has only times. */
export function whenText({ from, to }: Span): string {
  const isOneDay = Math.floor(from / DAY) === Math.floor((to - 1) / DAY);
  return isOneDay ? `${day(from)}, UTC` : `${day(from)} to ${day(to)}, UTC`;
}

/** The ticks of the time axis; where days begin within, they are said. */
export function timeHtml(window: Span): Html {
  return html`${timeTicks(window).map(({ value, text }) => html`<span style="inset-inline-start:${percent(value, window)}%">${text}</span>`)}`;
}

/** One row for each kind of what happened. */
export function lanesHtml(lanes: readonly NoteLane[], window: Span): Html {
  return html`${lanes.map(
    ({ label, notes }) =>
      html`<div class="xrow xlane">
        <div class="xlabel">${label}</div>
        <div class="tticks"></div>
        <div class="track">${notes.flatMap((note) => noteHtml(note, window) ?? [])}</div>
      </div>`,
  )}`;
}

function noteHtml({ from, to, look, title, href }: Note, window: Span): Html | null {
  if (to < window.from || from > window.to) return null;
  const start = Math.max(0, percent(from, window));
  const width = Math.max(0, Math.min(100, percent(to, window)) - start);
  const dot = from === to ? ' mark-dot' : '';
  return html`<a
    class="${look}${dot}"
    href="${href}"
    style="inset-inline-start:${start}%;inline-size:${width.toFixed(3)}%"
    title="${noteTime(from)} ${title}"
    tabindex="-1"
    aria-hidden="true"
  ></a>`;
}

/** `23 Nov 10:02:14`. */
export function noteTime(t: number): string {
  return `${dayMonth(t)} ${clock(t)}`;
}
