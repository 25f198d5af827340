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

function pointAt(panel: Panel, window: Span, i: number, value: number): string {
  const x = ((bucketTime(panel.series, i) - window.from) / (window.to - window.from)) * BOX.width;
  const y = BOX.height - position(panel.axis, value * panel.display.factor) * BOX.height;
  return `${round(x)} ${round(y)}`;
}

function lineOf(panel: Panel, window: Span, piece: readonly number[]): string {
  const points = piece.map((i) => {
    const value = panel.series.mean[i] ?? panel.series.min[i] ?? 0;
    return pointAt(panel, window, i, value);
  });
  return points.length === 1 ? `M${points[0]}h.01` : `M${points.join('L')}`;
}

function bandOf(panel: Panel, window: Span, piece: readonly number[]): string {
  const { min, max } = panel.series;
  if (piece.length < 2 || piece.every((i) => min[i] === max[i])) return '';
  const top = piece.map((i) => pointAt(panel, window, i, max[i] ?? 0));
  const bottom = piece.map((i) => pointAt(panel, window, i, min[i] ?? 0)).reverse();
  return `M${[...top, ...bottom].join('L')}Z`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
