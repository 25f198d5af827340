/** What is shown as one SVG that stands alone: for a talk, a paper or a log entry, with times, units and where it came from. */

import { position } from '../charts/axis.ts';
import { BOX } from '../charts/path.ts';
import { timeTicks, type Span } from '../charts/time-axis.ts';
import { html, raw, type Html } from '../text/html.ts';
import { drawnPanels, noteTime, secondText, whenText } from './charts-html.ts';
import { curvePaths } from './curve-paths.ts';
import type { DrawnPanel } from './panel-html.ts';
import type { NoteLane } from './notes.ts';
import type { ChartView, Curve, UnitAxis } from './view.ts';

export interface Look {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  /** By `c1` … `c6`. */
  readonly colours: Readonly<Record<string, string>>;
}

export interface Picture {
  readonly view: ChartView;
  readonly window: Span;
  readonly look: Look;
  /** Where it came from: the address, and the snapshot. */
  readonly source: string;
}

const WIDTH = 1200;
const [LEFT, RIGHT, TOP, HEAD, HEIGHT, LANE] = [80, 70, 14, 22, 150, 16];
const PLOT = WIDTH - LEFT - RIGHT;
const FONT = 'system-ui, sans-serif';

/** Returns the picture with its size, px. */
export function chartsSvg(picture: Picture): {
  readonly text: string;
  readonly width: number;
  readonly height: number;
} {
  const { view, window, look } = picture;
  const panels = drawnPanels(view, window);
  const lanes = view.lanes.length * LANE;
  const height = TOP + lanes + panels.length * (HEAD + HEIGHT + 8) + 56;
  const bottom = TOP + lanes + panels.length * (HEAD + HEIGHT + 8);
  const body = html`<rect
      width="${WIDTH}"
      height="${height}"
      fill="${look.paper}"
    />${lanesSvg(view.lanes, window, look)}${panels.map((one, i) => panelSvg(one, TOP + lanes + i * (HEAD + HEIGHT + 8), picture))}${timesSvg(window, bottom, look)}<text
      x="${LEFT}"
      y="${height - 8}"
      font-size="11"
      fill="${look.quiet}"
      >${whenText(window)}${view.otherFrom === null ? '' : `. ${secondText(view.otherFrom, window)}`}.
      ${picture.source}</text
    >`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT}" font-size="12">${body.text}</svg>`;
  return { text, width: WIDTH, height };
}

function panelSvg({ panel, axes, window }: DrawnPanel, top: number, { look }: Picture): Html {
  const y = top + HEAD;
  let x = LEFT;
  const heads = panel.curves.map((curve) => {
    const head = html`<path
        d="M${x} ${top + 10}h16"
        stroke="${colourOf(curve, look)}"
        stroke-width="2.5"
        ${dashOf(curve)}
      ></path
      ><text x="${x + 21}" y="${top + 14}" fill="${look.ink}"
        >${nameOf(curve, panel.isSecond)}</text
      >`;
    x += 40 + nameOf(curve, panel.isSecond).length * 6.6;
    return head;
  });
  return html`${heads}<svg
      x="${LEFT}"
      y="${y}"
      width="${PLOT}"
      height="${HEIGHT}"
      viewBox="0 0 ${BOX.width} ${BOX.height}"
      preserveAspectRatio="none"
    >
      ${axes[0]?.axis.ticks.map(({ value }) => gridLine(axes[0], value, look))}${panel.curves.map((curve) => curveSvg(curve, axes, window, look))}</svg
    ><path d="M${LEFT} ${y}v${HEIGHT}h${PLOT}" fill="none" stroke="${look.quiet}"></path
    >${axes.map((axis, i) => ticksSvg(axis, y, i === 0, look))}`;
}

function nameOf({ label, channel, other }: Curve, isSecond: boolean): string {
  const name = label === channel ? channel : `${label} (${channel})`;
  return isSecond ? `${name}, second span` : other === null ? name : `${name}, second span dashed`;
}

function colourOf({ colour }: Curve, look: Look): string {
  return look.colours[colour] ?? look.ink;
}

const dashOf = ({ isDashed }: Curve): Html | null =>
  isDashed ? raw('stroke-dasharray="6 4"') : null;

function gridLine(axis: UnitAxis | undefined, value: number, look: Look): Html | null {
  if (axis === undefined) return null;
  const y = (BOX.height * (1 - position(axis.axis, value))).toFixed(2);
  return html`<path
    d="M0 ${y}h${BOX.width}"
    stroke="${look.line}"
    vector-effect="non-scaling-stroke"
  ></path>`;
}

function curveSvg(curve: Curve, axes: readonly UnitAxis[], window: Span, look: Look): Html | null {
  const own = axes.find(({ unit }) => unit === curve.unit);
  if (own === undefined) return null;
  const scale = { axis: own.axis, factor: own.display.factor };
  const colour = colourOf(curve, look);
  const { line, band } = curvePaths(curve.points, window, scale);
  const second = curve.other === null ? null : curvePaths(curve.other, window, scale).line;
  return html`<path d="${band}" fill="${colour}" opacity="0.22"></path
    >${second === null ? null : html`<path d="${second}" fill="none" stroke="${colour}" opacity="0.7" stroke-dasharray="6 4" vector-effect="non-scaling-stroke"></path>`}<path
      d="${line}"
      fill="none"
      stroke="${colour}"
      stroke-width="1.5"
      stroke-linejoin="round"
      stroke-linecap="round"
      vector-effect="non-scaling-stroke"
      ${dashOf(curve)}
    ></path>`;
}

function ticksSvg({ axis, display }: UnitAxis, top: number, isLeft: boolean, look: Look): Html {
  const [x, anchor] = isLeft ? [LEFT - 8, 'end'] : [LEFT + PLOT + 8, 'start'];
  return html`<text x="${x}" y="${top - 6}" text-anchor="${anchor}" fill="${look.ink}"
      >${display.unit}</text
    >${axis.ticks.map(
      ({ value, text }) =>
        html`<text
          x="${x}"
          y="${(top + HEIGHT * (1 - position(axis, value)) + 4).toFixed(1)}"
          text-anchor="${anchor}"
          fill="${look.quiet}"
          >${text}</text
        >`,
    )}`;
}

function xOf(t: number, { from, to }: Span): number {
  return LEFT + ((t - from) / (to - from)) * PLOT;
}

function timesSvg(window: Span, top: number, look: Look): Html {
  return html`${timeTicks(window, 9).map(({ value, text }) => html`<text x="${xOf(value, window).toFixed(1)}" y="${top + 14}" text-anchor="middle" fill="${look.quiet}">${text}</text>`)}`;
}

function lanesSvg(lanes: readonly NoteLane[], window: Span, look: Look): Html {
  return html`${lanes.map(({ label, notes }, i) => {
    const y = TOP + i * LANE;
    return html`<text
        x="${LEFT - 8}"
        y="${y + 9}"
        font-size="11"
        text-anchor="end"
        fill="${look.quiet}"
        >${label}</text
      >${notes.map(({ from, to, title }) => {
        const [a, b] = [Math.max(window.from, from), Math.min(window.to, to)];
        if (b < window.from || a > window.to) return null;
        const width = Math.max(3, xOf(b, window) - xOf(a, window));
        return html`<rect
          x="${xOf(a, window).toFixed(1)}"
          y="${y}"
          width="${width.toFixed(1)}"
          height="9"
          rx="2"
          fill="${look.quiet}"
          opacity="0.7"
          ><title>${noteTime(from)} ${title}</title></rect
        >`;
      })}`;
  })}`;
}
