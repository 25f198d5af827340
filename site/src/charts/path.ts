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

/** Places, x and y in turn. */
type Places = number[];

/** Adds the place of a bucket's value, to the unit across and half of one up: less than a pixel of the plot. */
function addPlace(
  places: Places,
  { axis, display, series }: Panel,
  { from, to }: Span,
  i: number,
  value: number,
): void {
  const x = ((bucketTime(series, i) - from) / (to - from)) * BOX.width;
  const y = BOX.height - position(axis, value * display.factor) * BOX.height;
  places.push(Math.round(x), Math.round(y * 2) / 2);
}

function lineOf(panel: Panel, window: Span, piece: readonly number[]): string {
  const { mean, min } = panel.series;
  const places: Places = [];
  for (const i of piece) addPlace(places, panel, window, i, mean[i] ?? min[i] ?? 0);
  return piece.length === 1 ? `${pathThrough(places)}h.01` : pathThrough(places);
}

function bandOf(panel: Panel, window: Span, piece: readonly number[]): string {
  const { min, max } = panel.series;
  if (piece.length < 2 || piece.every((i) => min[i] === max[i])) return '';
  const places: Places = [];
  for (const i of piece) addPlace(places, panel, window, i, max[i] ?? 0);
  for (const i of piece.toReversed()) addPlace(places, panel, window, i, min[i] ?? 0);
  return `${pathThrough(places)}Z`;
}

/** A path in steps from place to place: a third of the bytes of one in places, and no error adds up, as the places are rounded first. */
function pathThrough(places: Readonly<Places>): string {
  let [x = 0, y = 0] = places;
  let path = `M${x} ${y}`;
  for (let at = 2; at < places.length; at += 2) {
    const [nextX = 0, nextY = 0] = [places[at], places[at + 1]];
    path += `l${nextX - x}${nextY < y ? '' : ' '}${nextY - y}`;
    x = nextX;
    y = nextY;
  }
  return path;
}
