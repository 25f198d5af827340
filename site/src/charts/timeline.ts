/** Lanes and charts on one time axis, as HTML: readable before and without script, and drawn again by script in the same place. */

import { formatFixed, showText } from '#telemetry/units.ts';
import { channelsHref } from '../explore/link.ts';
import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { position } from './axis.ts';
import { bandHeading, bandHtml, describeBand, type PanelStates } from './band.ts';
import { laneHtml, type Lane } from './lane.ts';
import { overlayHtml } from './overlay.ts';
import { panelOf, rangeOf, type Panel, type PanelInput } from './panel.ts';
import { BOX, panelPaths } from './path.ts';
import { percent, timeTicks, type Span } from './time-axis.ts';

export interface TimelineInput {
  readonly window: Span;
  readonly lanes: readonly Lane[];
  readonly panels: readonly PanelInput[];
  /** Time of the newest good reading that came since the page was made; absent where none has. */
  readonly newest?: number;
}

/** Returns lanes, charts and the time axis of a window. */
export function timelineHtml({ window, lanes, panels }: TimelineInput): Html {
  // Without space between them, as the browser draws them again: with it each lane would become the next one.
  const drawn = lanes.map((lane) => laneHtml(lane, window));
  return html`<div class="lanes" data-part="lanes">${drawn}</div>
    ${panels.map((input, i) => panelRow(panelOf(input, window), window, i))}
    <div class="trow">
      <div class="tlabel quiet">UTC</div>
      <div class="tticks"></div>
      <div class="time-axis" data-part="time">${timeAxis(window)}</div>
    </div>`;
}

/** What stands below a timeline: seen when script reads values out there, and as large before, so that nothing moves. */
export function readoutHtml(): Html {
  return html`<p class="readout waiting">
    Point at the charts, or move with the arrow keys, to read values. Drag to zoom.
  </p>`;
}

/** The ticks of the time axis. */
export function timeAxis(window: Span): Html {
  return html`${timeTicks(window).map(({ value, text }) => html`<span style="inset-inline-start:${percent(value, window)}%">${text}</span>`)}`;
}

/** One chart with its label and ticks. */
function panelRow(panel: Panel, window: Span, i: number): Html {
  if (panel.states !== undefined) return bandRow(panel, panel.states, window, i);
  return html`<div class="trow panel" data-panel="${i}">
    <div class="tlabel">
      ${linked(panel, window, headingHtml(panel))}
      <span class="quiet" data-part="unit">${panel.display.unit}</span>
    </div>
    <div class="tticks" data-part="ticks">${ticksHtml(panel)}</div>
    <div class="plot" data-part="plot">${plotHtml(panel, window)}</div>
  </div>`;
}

function headingHtml({ label, heading }: Panel): Html {
  if (heading === undefined) return html`<b>${symbols(label)}</b>`;
  return html`<b>${symbols(heading.title)}</b> <span class="quiet">${symbols(heading.name)}</span>`;
}

/** A channel leads to the page of charts, over the same window; what is worked out has none there. */
function linked({ series: { channel } }: Panel, window: Span, heading: Html): Html {
  const isChannel = channel.includes('/') && !channel.includes(' ');
  if (!isChannel) return heading;
  return html`<a class="to-charts" href="${channelsHref([channel], window)}">${heading}</a>`;
}

/** One band of states; the first of its panel with the words above it. */
function bandRow(panel: Panel, states: PanelStates, window: Span, i: number): Html {
  const { series, label } = panel;
  return html`${bandHeading(states)}
    <div class="trow state-row" data-panel="${i}">
      <div class="tlabel">${linked(panel, window, symbols(states.name))}</div>
      <div class="tticks"></div>
      <div
        class="state-band"
        data-part="band"
        role="img"
        aria-label="${describeBand(label, series, states)}"
      >
        ${bandHtml(series, states, window)}
      </div>
    </div>`;
}

/** The ticks of a panel's axis. */
export function ticksHtml({ axis }: Panel): Html {
  return html`${axis.ticks.map(({ value, text }) => html`<span style="inset-block-end:${(position(axis, value) * 100).toFixed(2)}%">${text}</span>`)}`;
}

function plotHtml(panel: Panel, window: Span): Html {
  const { line, band } = panelPaths(panel, window);
  const isEmpty = line === '';
  return html`<svg
      viewBox="0 0 ${BOX.width} ${BOX.height}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${describe(panel)}"
    >
      ${gridLines(panel)}
      <path class="band ${panel.colour}" d="${band}" />
      <path class="line ${panel.colour}" d="${line}" /></svg
    >${overlayHtml(panel, window)}${isEmpty && panel.series.notGood.length === 0 ? html`<p class="no-data">no data in this span</p>` : null}`;
}

function gridLines({ axis }: Panel): Html {
  return html`${axis.ticks.map(({ value }) => {
    const y = (BOX.height * (1 - position(axis, value))).toFixed(1);
    return html`<line class="grid-line" x1="0" x2="${BOX.width}" y1="${y}" y2="${y}" />`;
  })}`;
}

function describe({ label, series, unit }: Panel): string {
  const range = rangeOf(series, 0, series.min.length);
  if (range === null) return `${label}: no good reading`;
  const { low, high } = range;
  const gaps = series.min.filter((value) => value === null).length;
  const missing =
    gaps === 0 ? '' : `, ${formatFixed((gaps / series.min.length) * 100, 0)} % of the time without`;
  return `${label}: ${showText(low, unit)} to ${showText(high, unit)}${missing}`;
}
