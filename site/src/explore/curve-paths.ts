/** A curve as SVG paths in a box of 1000 by 100: its mean as a line, lowest to highest as a band, both broken at every gap. */

import { position, type Axis } from '../charts/axis.ts';
import { BOX, Steps } from '../charts/path.ts';
import type { Span } from '../charts/time-axis.ts';
import { pointsIn, type Points } from './curve.ts';

export interface CurvePaths {
  readonly line: string;
  readonly band: string;
}

interface Places {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
}

/** Returns both paths of a window; `factor` makes display units of SI. */
export function curvePaths(
  points: Points,
  window: Span,
  { axis, factor }: { readonly axis: Axis; readonly factor: number },
): CurvePaths {
  const x = (t: number): number =>
    Math.round(((t - window.from) / (window.to - window.from)) * BOX.width);
  const y = (value: number): number =>
    Math.round((BOX.height - position(axis, value * factor) * BOX.height) * 2) / 2;
  let [line, band] = ['', ''];
  for (const piece of pieces(pointsIn(points, window), axis.isLog)) {
    const places = piece.map(({ t, low, high, mean }) => ({
      x: x(t),
      low: y(low),
      high: y(high),
      mean: y(mean),
    }));
    line += linePath(places);
    band += bandPath(places);
  }
  return { line, band };
}

interface Full {
  readonly t: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
}

/** Stretches without a gap; on a logarithmic axis what is not above zero is one. */
function pieces({ t, min, max, mean }: Points, isLog: boolean): readonly (readonly Full[])[] {
  const all: Full[][] = [];
  let open: Full[] | null = null;
  for (const [i, time] of t.entries()) {
    const [low, high] = [min[i] ?? null, max[i] ?? null];
    if (low === null || high === null || (isLog && low <= 0)) {
      open = null;
      continue;
    }
    if (open === null) {
      open = [];
      all.push(open);
    }
    open.push({ t: time, low, high, mean: mean[i] ?? (low + high) / 2 });
  }
  return all;
}

function linePath(places: readonly Places[]): string {
  const path = new Steps();
  for (const { x, mean } of places) path.add(x, mean);
  return places.length === 1 ? `${path.text}h.01` : path.text;
}

function bandPath(places: readonly Places[]): string {
  if (places.length < 2 || places.every(({ low, high }) => low === high)) return '';
  const path = new Steps();
  for (const { x, high } of places) path.add(x, high);
  for (const { x, low } of places.toReversed()) path.add(x, low);
  return `${path.text}Z`;
}
