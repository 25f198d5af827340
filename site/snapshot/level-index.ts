/** Which tiles of a level there are: a short list of neighbours that is kept up as tiles come, change and go. */

import type { LevelIndex } from './schema/series.ts';

type Span = readonly [start: number, count: number];

/** An index that names no tile. */
export const NO_TILES: LevelIndex = { spans: [], revised: {}, open: {} };

/** Returns the spans with the tile at `start`, of a width. */
export function withStart(spans: readonly Span[], start: number, width: number): readonly Span[] {
  if (hasStart(spans, start, width)) return spans;
  const sorted = [...spans, [start, 1] as const].sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [first, count] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && last[0] + last[1] * width === first) last[1] += count;
    else joined.push([first, count]);
  }
  return joined;
}

/** Returns the spans without the tile at `start`. */
export function withoutStart(
  spans: readonly Span[],
  start: number,
  width: number,
): readonly Span[] {
  return spans.flatMap(([first, count]): Span[] => {
    const at = (start - first) / width;
    if (at < 0 || at >= count) return [[first, count]];
    const halves: Span[] = [
      [first, at],
      [start + width, count - at - 1],
    ];
    return halves.filter(([, many]) => many > 0);
  });
}

/** Returns whether there is a tile at `start`. */
export function hasStart(spans: readonly Span[], start: number, width: number): boolean {
  return spans.some(([first, count]) => start >= first && start < first + count * width);
}

/** Returns numbers by start without one of them. */
export function without(
  numbers: Readonly<Record<string, number>>,
  start: number,
): Readonly<Record<string, number>> {
  const { [String(start)]: _, ...rest } = numbers;
  return rest;
}
