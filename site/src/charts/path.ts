/** A panel's curve as SVG paths in a box of 1000 by 100: the mean as a line, minimum to maximum as a band, both broken at every gap. */

import { position } from './axis.ts';
import { bucketsIn, bucketTime, type Panel } from './panel.ts';
import type { Span } from './time-axis.ts';

export const BOX = { width: 1000, height: 100 } as const;

export interface PanelPaths {
  readonly line: string;
  readonly band: string;
}

/** Returns both paths for a window of time. */
export function panelPaths(panel: Panel, window: Span): PanelPaths {
  const pieces = unbroken(panel, window);
  return {
    line: pieces.map((piece) => lineOf(panel, window, piece)).join(''),
    band: pieces.map((piece) => bandOf(panel, window, piece)).join(''),
  };
}

/** Runs of buckets without a gap. */
function unbroken({ series }: Panel, window: Span): readonly (readonly number[])[] {
  const { first, last } = bucketsIn(series, window);
  const pieces: number[][] = [];
  let piece: number[] = [];
  for (let i = first; i < last; i += 1) {
    if ((series.min[i] ?? null) === null) {
      if (piece.length > 0) pieces.push(piece);
      piece = [];
    } else {
      piece.push(i);
    }
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

type Point = readonly [x: number, y: number];

/** To the unit across and half of one up: less than a pixel of the plot. */
function pointAt(panel: Panel, window: Span, i: number, value: number): Point {
  const x = ((bucketTime(panel.series, i) - window.from) / (window.to - window.from)) * BOX.width;
  const y = BOX.height - position(panel.axis, value * panel.display.factor) * BOX.height;
  return [Math.round(x), Math.round(y * 2) / 2];
}

function lineOf(panel: Panel, window: Span, piece: readonly number[]): string {
  const points = piece.map((i) => {
    const value = panel.series.mean[i] ?? panel.series.min[i] ?? 0;
    return pointAt(panel, window, i, value);
  });
  return points.length === 1 ? `M${points[0]?.join(' ')}h.01` : pathThrough(points);
}

function bandOf(panel: Panel, window: Span, piece: readonly number[]): string {
  const { min, max } = panel.series;
  if (piece.length < 2 || piece.every((i) => min[i] === max[i])) return '';
  const top = piece.map((i) => pointAt(panel, window, i, max[i] ?? 0));
  const bottom = piece.map((i) => pointAt(panel, window, i, min[i] ?? 0)).reverse();
  return `${pathThrough([...top, ...bottom])}Z`;
}

/** A path in steps from point to point: a third of the bytes of one in places, and no error adds up, as the places are rounded first. */
function pathThrough(points: readonly Point[]): string {
  const steps = points.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = points[i] ?? [0, 0];
    return `l${x - fromX} ${y - fromY}`;
  });
  return `M${points[0]?.join(' ')}${steps.join('').replaceAll(' -', '-')}`;
}
