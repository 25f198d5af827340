/**
 * A curve as uPlot draws it, in two series: the band from lowest to highest as one shape to fill, and the line through the
 * means. uPlot's own bands clip one edge by the other, which takes several times as long. What has no place on a
 * logarithmic axis (zero, and less) is a gap.
 */

import type uPlot from 'uplot';

type PathBuilder = uPlot.Series.PathBuilder;

/** uPlot's number for it: its enum exists in its types only. */
export const LOGARITHMIC = { distr: 3 } as const;

/** Half of what a point between two gaps is wide, CSS pixels. */
const DOT = 1.5;
/** From so many points for each pixel on a line is an area: hair by hair it looks the same, and takes a tenth of the time. */
const DENSE = 0.5;
const HAIR = 1;

/** Draws a line; null is a gap, undefined is passed over. */
export const linePath: PathBuilder = (chart, seriesIndex, first, last) => {
  const { data, bbox } = chart;
  const [times, values] = [data[0], data[seriesIndex] ?? []];
  const { x, y } = placers(chart, seriesIndex);
  const line = new Path2D();
  let [atX, atY, count] = [0, 0, 0];
  const end = (): void => {
    // A line through one point is nothing.
    if (count === 1) {
      line.moveTo(atX - DOT * devicePixelRatio, atY);
      line.lineTo(atX + DOT * devicePixelRatio, atY);
    }
    count = 0;
  };
  for (let i = first; i <= last; i += 1) {
    const value = values[i];
    if (value === undefined) continue;
    const place = value === null ? Number.NaN : y(value);
    if (!Number.isFinite(place)) {
      end();
      continue;
    }
    [atX, atY] = [x(times[i] ?? 0), place];
    if (count === 0) line.moveTo(atX, atY);
    else line.lineTo(atX, atY);
    count += 1;
  }
  end();
  const isDense = last - first > (DENSE * bbox.width) / devicePixelRatio;
  // What uPlot reads; its types have another name for it.
  return { stroke: line, ...(isDense ? { _width: HAIR } : {}) };
};

/** Fills from the values of another series up to those of this one; in one column of pixels all of it is one step. */
export function bandPath(lowIndex: number): PathBuilder {
  return (chart, seriesIndex, first, last) => {
    const { data } = chart;
    const [times, lows, highs] = [data[0], data[lowIndex] ?? [], data[seriesIndex] ?? []];
    const { x, y } = placers(chart, seriesIndex);
    const band = new Path2D();
    let piece: Step[] = [];
    for (let i = first; i <= last; i += 1) {
      const [low, high] = [lows[i], highs[i]];
      if (low === undefined || high === undefined) continue;
      const top = high === null ? Number.NaN : y(high);
      const bottom = low === null ? Number.NaN : y(low);
      if (!Number.isFinite(top) || !Number.isFinite(bottom)) {
        close(band, piece);
        piece = [];
        continue;
      }
      const step = { x: x(times[i] ?? 0), top, bottom };
      const before = piece.at(-1);
      if (before?.x === step.x) {
        before.top = Math.min(before.top, step.top);
        before.bottom = Math.max(before.bottom, step.bottom);
      } else piece.push(step);
    }
    close(band, piece);
    return { fill: band };
  };
}

/** Canvas pixels. */
interface Step {
  readonly x: number;
  top: number;
  bottom: number;
}

/** Along the upper edge, and back along the lower one. */
function close(path: Path2D, piece: readonly Step[]): void {
  const [begin] = piece;
  if (begin === undefined) return;
  path.moveTo(begin.x, begin.top);
  for (const { x, top } of piece) path.lineTo(x, top);
  for (let i = piece.length - 1; i >= 0; i -= 1)
    path.lineTo(piece[i]?.x ?? 0, piece[i]?.bottom ?? 0);
}

type Placer = (value: number) => number;

/** Where a time and a value stand on the canvas, to the pixel, as uPlot rounds it. */
function placers(
  { bbox, scales, series }: uPlot,
  seriesIndex: number,
): { readonly x: Placer; readonly y: Placer } {
  const own = scales[series[seriesIndex]?.scale ?? 'y'];
  return {
    x: placer(scales['x'], bbox.left, bbox.width),
    y: placer(own, bbox.top + bbox.height, -bbox.height),
  };
}

function placer(scale: uPlot.Scale | undefined, from: number, length: number): Placer {
  const { min = 0, max = 1, distr } = scale ?? {};
  const isLog = Number(distr) === LOGARITHMIC.distr;
  const [low, high] = isLog ? [Math.log(min), Math.log(max)] : [min, max];
  const each = length / (high - low);
  return (value) => Math.round(from + ((isLog ? Math.log(value) : value) - low) * each);
}
