/** One panel as HTML: names with their values on the left, an axis for each unit, curves as SVG before and without script. */

import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { BOX } from '../charts/path.ts';
import { position } from '../charts/axis.ts';
import type { Span } from '../charts/time-axis.ts';
import { curvePaths } from './curve-paths.ts';
import { marksHtml } from './marks.ts';
import { lastIn, NO_DATA, rangeText } from './readout.ts';
import type { ChartPanel, Curve, UnitAxis } from './view.ts';

export interface DrawnPanel {
  readonly panel: ChartPanel;
  readonly axes: readonly UnitAxis[];
  readonly window: Span;
}

/** Returns a panel with the links that change it. */
export function panelHtml(drawn: DrawnPanel, tools: Html | null, hasCurves: boolean): Html {
  const { panel, axes } = drawn;
  const [left, right] = axes;
  return html`<div class="xrow xpanel" data-panel="${panel.key}">
    <div class="xlabel">
      <ul data-part="legend">
        ${legendHtml(drawn)}
      </ul>
      ${tools}
    </div>
    <div class="tticks" data-part="left">${left === undefined ? null : axisHtml(left)}</div>
    <div class="plot" data-part="plot">
      ${svgHtml(drawn, hasCurves)}
      <div class="xmarks" data-part="marks">${marksHtml(drawn)}</div>
    </div>
    <div class="tticks right" data-part="right">
      ${right === undefined ? null : axisHtml(right)}
    </div>
  </div>`;
}

/** Names with the newest value of the window; the cursor writes into the same places. */
export function legendHtml({ panel, window }: DrawnPanel): Html {
  return html`${panel.curves.map((curve) => {
    const { channel, label, colour, isDashed } = curve;
    const isNamed = label !== channel;
    return html`<li>
      <i class="key ${colour}${isDashed ? ' dashed' : ''}" aria-hidden="true"></i>
      <b title="${channel}">${symbols(label)}</b>
      <output data-value="${channel}">${lastIn(curve, window)?.text ?? NO_DATA}</output>
      ${isNamed ? html`<small>${channel}</small>` : null}
      ${curve.other === null ? null : html`<small class="other"><i class="key ${colour} second" aria-hidden="true"></i><span data-other="${channel}">second span</span></small>`}
    </li>`;
  })}`;
}

/** Ticks of an axis, its unit above them. */
export function axisHtml({ axis, display }: UnitAxis): Html {
  return html`<b>${display.unit}</b>${axis.ticks.map(
      ({ value, text }) =>
        html`<span style="inset-block-end:${(position(axis, value) * 100).toFixed(2)}%"
          >${text}</span
        >`,
    )}`;
}

/** The curves of a panel as an SVG that stretches. */
function svgHtml({ panel, axes, window }: DrawnPanel, hasCurves: boolean): Html {
  const first = axes[0];
  return html`<svg
    viewBox="0 0 ${BOX.width} ${BOX.height}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${describe(panel, window)}"
  >
    ${first?.axis.ticks.map(({ value }) => {
      const y = (BOX.height * (1 - position(first.axis, value))).toFixed(1);
      return html`<line class="grid-line" x1="0" x2="${BOX.width}" y1="${y}" y2="${y}" />`;
    })}${hasCurves && panel.curves.map((curve) => curveSvg(curve, axes, window))}
  </svg>`;
}

function curveSvg(curve: Curve, axes: readonly UnitAxis[], window: Span): Html | null {
  const own = axes.find(({ unit }) => unit === curve.unit);
  if (own === undefined) return null;
  const scale = { axis: own.axis, factor: own.display.factor };
  const { line, band } = curvePaths(curve.points, window, scale);
  const second = curve.other === null ? null : curvePaths(curve.other, window, scale);
  return html`<g class="curve ${curve.colour}${curve.isDashed ? ' dashed' : ''}"
    >${band === '' ? null : html`<path class="xband" d="${band}" />`}${second === null ? null : html`<path class="xline second" d="${second.line}" />`}<path
      class="xline"
      d="${line}"
  /></g>`;
}

/** What a person hears of a panel. */
export function describe({ curves, isSecond }: ChartPanel, window: Span): string {
  const said = curves.map((curve) => `${curve.label}: ${rangeText(curve, window)}`).join('; ');
  return isSecond ? `Second span. ${said}` : said;
}
