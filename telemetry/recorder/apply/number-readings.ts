/** The natural key of readings, pure: which of them are new, and which n each gets. */

import type { Quality } from '../../facts/quality.ts';
import type { ReadingTuple } from '../../facts/reading.ts';

export interface KnownReading {
  readonly n: number;
  readonly value: number | null;
}

export interface NumberedReading extends KnownReading {
  readonly t: number;
  readonly quality: Quality;
  readonly raw: string | null;
}

/** The column holds 0 to 255. */
const LARGEST_N = 255;

/**
 * Returns the readings that are not in `known`, each with its n, and adds them there. Same stamp and value: the same
 * reading, the first one stays. Same stamp, other value: the next n. `overfull` is a stamp with too many values.
 */
export function numberReadings(
  tuples: readonly ReadingTuple[],
  known: Map<number, KnownReading[]>,
): { readonly numbered: readonly NumberedReading[]; readonly overfull: number | null } {
  const numbered: NumberedReading[] = [];
  let overfull: number | null = null;
  for (const [t, value, quality, raw = null] of tuples) {
    const same = known.get(t) ?? [];
    if (same.some((reading) => reading.value === value)) continue;
    const n = same.reduce((largest, reading) => Math.max(largest, reading.n), -1) + 1;
    if (n > LARGEST_N) {
      overfull = t;
      continue;
    }
    same.push({ n, value });
    known.set(t, same);
    numbered.push({ t, n, value, quality, raw });
  }
  return { numbered, overfull };
}
