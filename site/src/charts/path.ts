/** A panel's curve as SVG paths in a box of 1000 by 100: the mean as a line, minimum to maximum as a band, both broken at every gap. */

import { position } from './axis.ts';
import { halfText } from './place-text.ts';
import { bucketsIn, bucketTime, type Panel } from './panel.ts';
import type { Span } from './time-axis.ts';

export const BOX = { width: 1000, height: 100 } as const;

export interface PanelPaths {
  readonly line: string;
  readonly band: string;
}

/** Returns both paths for a window of time. */
export function panelPaths(panel: Panel, window: Span): PanelPaths {
  const toPlace = placesOf(panel, window);
  let line = '';
  let band = '';
  for (const piece of unbroken(panel, window)) {
    line += lineOf(panel, toPlace, piece);
    band += bandOf(panel, toPlace, piece);
  }
  return { line, band };
}

/** Buckets from `first` up to, not including, `last`. */
interface Piece {
  readonly first: number;
  readonly last: number;
}

/** Runs of buckets without a gap. */
function unbroken({ series }: Panel, window: Span): readonly Piece[] {
  const { first, last } = bucketsIn(series, window);
  const pieces: Piece[] = [];
  let from = first;
  for (let i = first; i <= last; i += 1) {
    if (i < last && (series.min[i] ?? null) !== null) continue;
    if (i > from) pieces.push({ first: from, last: i });
    from = i + 1;
  }
  return pieces;
}

/** Where a bucket's value is drawn: to the unit across and half of one up, less than a pixel of the plot. */
interface ToPlace {
  readonly x: (i: number) => number;
  readonly y: (value: number) => number;
}

function placesOf({ axis, display, series }: Panel, { from, to }: Span): ToPlace {
  return {
    x: (i) => Math.round(((bucketTime(series, i) - from) / (to - from)) * BOX.width),
    y: (value) =>
      Math.round((BOX.height - position(axis, value * display.factor) * BOX.height) * 2) / 2,
  };
}

function lineOf({ series }: Panel, { x, y }: ToPlace, { first, last }: Piece): string {
  const { mean, min } = series;
  const path = new Steps();
  for (let i = first; i < last; i += 1) path.add(x(i), y(mean[i] ?? min[i] ?? 0));
  return last - first === 1 ? `${path.text}h.01` : path.text;
}

function bandOf({ series }: Panel, { x, y }: ToPlace, { first, last }: Piece): string {
  const { min, max } = series;
  if (last - first < 2 || !hasWidth(series, { first, last })) return '';
  const path = new Steps();
  for (let i = first; i < last; i += 1) path.add(x(i), y(max[i] ?? 0));
  for (let i = last - 1; i >= first; i -= 1) path.add(x(i), y(min[i] ?? 0));
  return `${path.text}Z`;
}

function hasWidth({ min, max }: Panel['series'], { first, last }: Piece): boolean {
  for (let i = first; i < last; i += 1) if (min[i] !== max[i]) return true;
  return false;
}

/** A path in steps from place to place: a third of the bytes of one in places, and no error adds up, as the places are rounded first. */
export class Steps {
  text = '';
  #x = 0;
  #y = 0;

  add(x: number, y: number): void {
    this.text +=
      this.text === ''
        ? `M${x} ${y}`
        : `l${x - this.#x}${y < this.#y ? '' : ' '}${halfText(y - this.#y)}`;
    this.#x = x;
    this.#y = y;
  }
}
