/** Spans of numbers joined where they touch: what a scan has covered, however often it went over it. */

/** A span of numbers. */
export type Pair = readonly [low: number, high: number];

/** Returns the spans in order, none touching another. */
export function unionOf(spans: readonly Pair[]): readonly Pair[] {
  const joined: [number, number][] = [];
  for (const [low, high] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && low <= last[1]) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

/** Returns how long spans that do not touch are together. */
export function lengthOf(spans: readonly Pair[]): number {
  return spans.reduce((sum, [low, high]) => sum + high - low, 0);
}
