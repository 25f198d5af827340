/** One chart on a canvas: takes the place of the SVG of the same size, draws fast, and lets a span be selected. */

import uPlot from 'uplot';
import type { Axis } from '../../charts/axis.ts';
import { bucketTime, type Panel } from '../../charts/panel.ts';
import type { Span } from '../../charts/time-axis.ts';
import { bandPath, linePath, LOGARITHMIC } from '../curve-path.ts';

export interface Plot {
  draw(panel: Panel, window: Span): void;
}

/** What is drawn now. */
interface Shown {
  readonly panel: Panel;
  readonly window: Span;
}

const LEAST_SELECTION_PX = 6;

/** Makes the chart in `place`; `onSelect` gets the span that was dragged over, null after a double click. */
export function createPlot(place: HTMLElement, onSelect: (window: Span | null) => void): Plot {
  let chart: uPlot | null = null;
  let last: Shown | null = null;
  const host = document.createElement('div');
  host.className = 'u-host';
  place.prepend(host);

  const build = (panel: Panel, window: Span): uPlot => {
    const shown = (): Shown => last ?? { panel, window };
    const made = new uPlot(options(place, panel, onSelect, shown), dataOf(panel), host);
    place.classList.add('drawn');
    return made;
  };
  const draw = (panel: Panel, window: Span): void => {
    // The kind of a scale is settled when a chart is made.
    const isOther = last !== null && last.panel.axis.isLog !== panel.axis.isLog;
    last = { panel, window };
    if (isOther) {
      chart?.destroy();
      chart = null;
    }
    if (chart === null) {
      chart = build(panel, window);
      return;
    }
    chart.batch(() => {
      chart?.setData(dataOf(panel), false);
      chart?.setScale('x', { min: window.from, max: window.to });
      chart?.setScale('y', { min: panel.axis.low, max: panel.axis.high });
    });
  };
  const rebuild = (): void => {
    chart?.destroy();
    chart = null;
    if (last !== null) draw(last.panel, last.window);
  };
  new ResizeObserver(() =>
    chart?.setSize({ width: place.clientWidth, height: place.clientHeight }),
  ).observe(place);
  addEventListener('flash-theme', rebuild);
  place.addEventListener('dblclick', () => onSelect(null));
  return { draw };
}

function dataOf({ series, display }: Panel): uPlot.AlignedData {
  const scaled = (values: readonly (number | null)[]): (number | null)[] =>
    values.map((value) => (value === null ? null : value * display.factor));
  const times = series.min.map((_, i) => bucketTime(series, i));
  return [times, scaled(series.min), scaled(series.max), scaled(series.mean)];
}

function options(
  place: HTMLElement,
  panel: Panel,
  onSelect: (window: Span) => void,
  shown: () => Shown,
): uPlot.Options {
  const styles = getComputedStyle(place);
  const colour = styles.getPropertyValue(`--${panel.colour}`).trim();
  const gridColour = styles.getPropertyValue('--line').trim();
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    ms: 1,
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
    },
    axes: [{ show: false }, { show: false }],
    scales: {
      // Asked each time: a range that is two numbers holds the chart there, whatever the scale is set to.
      x: { time: true, auto: false, range: () => [shown().window.from, shown().window.to] },
      y: {
        auto: false,
        range: [panel.axis.low, panel.axis.high],
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- that enum has no value at run time
        ...(panel.axis.isLog ? LOGARITHMIC : {}),
      },
    },
    series: [
      {},
      { show: false },
      {
        width: 0,
        points: { show: false },
        fill: `color-mix(in oklab, ${colour} 22%, transparent)`,
        paths: bandPath(1),
      },
      { stroke: colour, width: 1.5, points: { show: false }, paths: linePath },
    ],
    hooks: {
      drawClear: [(chart) => drawGrid(chart, shown().panel.axis.ticks, gridColour)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (width < LEAST_SELECTION_PX) return;
          onSelect({
            from: Math.round(chart.posToVal(left, 'x')),
            to: Math.round(chart.posToVal(left + width, 'x')),
          });
        },
      ],
    },
  };
}

function drawGrid(chart: uPlot, ticks: Axis['ticks'], colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  for (const { value } of ticks) {
    const y = Math.round(chart.valToPos(value, 'y', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
