/** One panel on a canvas: curves of one or two units, in the place and size of the SVG that stood there. */

import uPlot from 'uplot';
import type { Points } from '../../explore/curve.ts';
import type { DrawnPanel } from '../../explore/panel-html.ts';
import type { Span } from '../../charts/time-axis.ts';
import { bandPath, linePath, LOGARITHMIC } from '../curve-path.ts';

export interface Plot {
  /** Draws data, axes and window. */
  draw(drawn: DrawnPanel): void;
  /** Moves the window over what is there; axes stay. */
  move(window: Span): void;
  destroy(): void;
}

const AXES = ['y', 'y2'] as const;

/** What is asked of the page before anything is put into it: asked in between, each would make it lay out anew. */
export interface Measured {
  readonly width: number;
  readonly height: number;
  /** Of a colour by its name. */
  readonly colour: (name: string) => string;
}

/** Measures the place of a chart; colours are those of the theme in force. */
export function measure(place: HTMLElement, styles: CSSStyleDeclaration): Measured {
  const { clientWidth: width, clientHeight: height } = place;
  return { width, height, colour: (name) => styles.getPropertyValue(`--${name}`).trim() };
}

/** Makes the chart in `place`. */
export function createPlot(place: HTMLElement, first: Measured): Plot {
  let chart: uPlot | null = null;
  let kind = '';
  let last: DrawnPanel | null = null;
  let shown: Span | null = null;
  let measured = first;
  const host = document.createElement('div');
  host.className = 'u-host';
  place.prepend(host);

  const draw = (drawn: DrawnPanel): void => {
    last = drawn;
    shown = drawn.window;
    // Series and the kinds of scales are settled when a chart is made.
    const wanted = kindOf(drawn);
    if (chart !== null && wanted === kind) {
      update(chart, drawn);
      return;
    }
    chart?.destroy();
    kind = wanted;
    chart = new uPlot(
      options(measured, drawn, { drawn: () => last ?? drawn, window: () => shown ?? drawn.window }),
      dataOf(drawn),
      host,
    );
    place.classList.add('drawn');
  };
  const rebuild = (): void => {
    chart?.destroy();
    chart = null;
    measured = measure(place, getComputedStyle(place));
    if (last !== null) draw(last);
  };
  const watcher = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = place;
    if (width === measured.width && height === measured.height) return;
    measured = { ...measured, width, height };
    chart?.setSize({ width, height });
  });
  watcher.observe(place);
  addEventListener('flash-theme', rebuild);
  return {
    draw,
    move(window) {
      shown = window;
      chart?.setScale('x', { min: window.from, max: window.to });
    },
    destroy() {
      removeEventListener('flash-theme', rebuild);
      watcher.disconnect();
      chart?.destroy();
      host.remove();
    },
  };
}

function update(chart: uPlot, drawn: DrawnPanel): void {
  const { axes, window } = drawn;
  chart.batch(() => {
    chart.setData(dataOf(drawn), false);
    chart.setScale('x', { min: window.from, max: window.to });
    axes.forEach(({ axis }, i) => {
      chart.setScale(AXES[i] ?? 'y', { min: axis.low, max: axis.high });
    });
  });
}

function kindOf({ panel, axes }: DrawnPanel): string {
  const curves = panel.curves.map(({ channel, other }) => `${channel}${other === null ? '' : '+'}`);
  return `${curves.join()} ${axes.map(({ axis }) => (axis.isLog ? 'log' : 'linear')).join()}`;
}

type Column = (number | null | undefined)[];
type Table = [number[], ...Column[]];

/** Lowest, highest and mean of each curve, then the mean of its second span; one column of times for all. */
function dataOf({ panel, axes }: DrawnPanel): uPlot.AlignedData {
  const tables = panel.curves.flatMap((curve): Table[] => {
    const own = axes.find(({ unit }) => unit === curve.unit);
    const scale = { factor: own?.display.factor ?? 1, isLog: own?.axis.isLog === true };
    const { points, other } = curve;
    const first = tableOf(points, ['min', 'max', 'mean'], scale);
    return other === null ? [first] : [first, tableOf(other, ['mean'], scale)];
  });
  const [only, ...others] = tables;
  if (only === undefined) return [[]];
  if (others.every(([t]) => isSame(t, only[0])))
    return [only[0], ...tables.flatMap(([, ...columns]) => columns)] as uPlot.AlignedData;
  // What another curve has no point at is no gap of it.
  return uPlot.join(
    tables,
    tables.map((table) => table.map(() => 2)),
  );
}

function tableOf(
  points: Points,
  columns: readonly ('min' | 'max' | 'mean')[],
  { factor, isLog }: { readonly factor: number; readonly isLog: boolean },
): Table {
  const { t, min } = points;
  return [
    t as number[],
    ...columns.map((column) =>
      factor === 1 && !isLog
        ? (points[column] as Column)
        : points[column].map((value, i) =>
            value === null || (isLog && (min[i] ?? 0) <= 0) ? null : value * factor,
          ),
    ),
  ];
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  const middle = a.length >> 1;
  // Grids of one step: where ends and middle agree, all do; fresh points make another length or end.
  return a[0] === b[0] && a[middle] === b[middle] && a.at(-1) === b.at(-1) && a[1] === b[1];
}

function options(
  { width, height, colour }: Measured,
  { panel, axes }: DrawnPanel,
  now: { readonly drawn: () => DrawnPanel; readonly window: () => Span },
): uPlot.Options {
  const grid = colour('line');
  const series: uPlot.Series[] = [{}];
  for (const curve of panel.curves) {
    const scale =
      AXES[
        Math.max(
          0,
          axes.findIndex(({ unit }) => unit === curve.unit),
        )
      ] ?? 'y';
    const stroke = colour(curve.colour);
    const points = { show: false };
    const line = { scale, stroke, points, paths: linePath };
    series.push(
      { scale, show: false },
      {
        scale,
        width: 0,
        points,
        fill: `color-mix(in oklab, ${stroke} 22%, transparent)`,
        paths: bandPath(series.length),
      },
      { ...line, width: 1.5, ...(curve.isDashed ? { dash: [6, 4] } : {}) },
    );
    if (curve.other !== null) series.push({ ...line, width: 1.25, alpha: 0.7, dash: [6, 4] });
  }
  return {
    width,
    height,
    ms: 1,
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      // Asked each time: a range that is two numbers holds the chart there, whatever the scale is set to.
      x: { time: true, auto: false, range: () => [now.window().from, now.window().to] },
      ...Object.fromEntries(axes.map(({ axis }, i) => [AXES[i] ?? 'y', scaleOf(axis)])),
    },
    series,
    hooks: { drawClear: [(chart) => drawGrid(chart, now.drawn(), grid)] },
  };
}

function scaleOf({ low, high, isLog }: DrawnPanel['axes'][number]['axis']): uPlot.Scale {
  return {
    auto: false,
    range: [low, high],
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- that enum has no value at run time
    ...(isLog ? LOGARITHMIC : {}),
  };
}

function drawGrid(chart: uPlot, { axes }: DrawnPanel, colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (const { value } of axes[0]?.axis.ticks ?? []) {
    const y = Math.round(chart.valToPos(value, 'y', true)) + 0.5;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  ctx.restore();
}
