/** So much for each: what a column is for each of another one, over all rows or over those of each kind. */

import type { Cell, Each } from './packed.ts';

export type Numbers = readonly (number | null)[];

/** Another column of the same table, whose words tell rows apart. */
export interface Kinds {
  readonly name: string;
  readonly values: readonly Cell[];
}

/** The ratio for all rows, and that for each kind of row, where they can be told: the most frequent one, and the slope. */
export function eaches(values: Numbers, counts: Numbers, kinds: Kinds | null): readonly Each[] {
  const all = ratioOf(values, counts);
  const found: Each[] = all === null ? [] : [all];
  if (kinds === null) return found;
  const rows = [...Map.groupBy(values.keys(), (i) => String(kinds.values[i]))];
  const byKind = (tell: (values: Numbers, counts: Numbers) => number | null): Each =>
    Object.fromEntries(
      rows.map(([kind, own]) => {
        const pick = (column: Numbers): Numbers => own.map((i) => column[i] ?? null);
        return [kind, tell(pick(values), pick(counts)) ?? 0];
      }),
    );
  return [...found, byKind((own, of) => ratioOf(own, of, 1)), byKind(slopeOf)];
}

/** The whole slope of the line of least squares: so much for each where something is added to all; null: there is none. */
function slopeOf(values: Numbers, counts: Numbers): number | null {
  const points = values.flatMap((value, i) => {
    const count = counts[i];
    return value === null || count == null ? [] : [{ value, count }];
  });
  const mean = (of: (point: { value: number; count: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [middle, level] = [mean(({ count }) => count), mean(({ value }) => value)];
  const spread = mean(({ count }) => (count - middle) ** 2);
  const slope = mean(({ value, count }) => (value - level) * (count - middle)) / spread;
  return Number.isSafeInteger(Math.round(slope)) ? Math.round(slope) : null;
}

export function named(
  each: Each,
  kinds: Kinds | null,
): { readonly each: Each; readonly in?: string } {
  return typeof each === 'number' || kinds === null ? { each } : { each, in: kinds.name };
}

/** The most frequent whole ratio of two columns, of those that are large enough to tell it; null: there is none. */
function ratioOf(values: Numbers, counts: Numbers, atLeast = 10): number | null {
  const ratios = values.flatMap((value, i) => {
    const count = counts[i] ?? 0;
    const ratio = value === null || count < atLeast ? Number.NaN : Math.round(value / count);
    return Number.isSafeInteger(ratio) ? [ratio] : [];
  });
  return mostFrequent(ratios);
}

function mostFrequent(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

export interface Remainder {
  readonly each: Each;
  readonly apart: Numbers;
}

/** What is left where so much for each is taken off: of several, that which has fewest different values, weighed by how often they come. */
export function leastVaried(remainders: readonly Remainder[]): Remainder | null {
  const [first, ...others] = remainders;
  if (first === undefined) return null;
  let best = { remainder: first, bits: bitsOf(first.apart) };
  for (const remainder of others) {
    const bits = bitsOf(remainder.apart);
    if (bits < best.bits) best = { remainder, bits };
  }
  return best.remainder;
}

/** Bits of values that come by chance, after Shannon; each different value costs its digits too. */
function bitsOf(values: Numbers): number {
  const counts = new Map<number | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let bits = 0;
  for (const [value, count] of counts)
    bits += count * Math.log2(values.length / count) + 8 * String(value).length;
  return bits;
}
