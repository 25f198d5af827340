/** The natural key of readings, pure: which of them are new, which n each gets, and whose quality got worse. */

import type { Quality } from '../../facts/quality.ts';
import type { ReadingTuple } from '../../facts/reading.ts';

export interface KnownReading {
  readonly n: number;
  readonly value: number | null;
  quality: Quality;
}

export interface NumberedReading extends KnownReading {
  readonly t: number;
  readonly raw: string | null;
}

/** A reading that is there already and is not good after all. */
export interface CorrectedReading {
  readonly t: number;
  readonly n: number;
  readonly quality: Quality;
}

export interface NumberedReadings {
  readonly numbered: readonly NumberedReading[];
  readonly corrected: readonly CorrectedReading[];
  /** A stamp with too many different values; null: none. */
  readonly overfull: number | null;
}

/** The column holds 0 to 255. */
const LARGEST_N = 255;

/**
 * Returns the readings that are not in `known`, each with its n, and adds them there. Same stamp and value: the same
 * reading, whose quality may go from good to something else (an error that was logged late) and never back, so that a
 * batch sent again changes nothing. Same stamp, other value: the next n.
 */
export function numberReadings(
  tuples: readonly ReadingTuple[],
  known: Map<number, KnownReading[]>,
): NumberedReadings {
  const numbered: NumberedReading[] = [];
  const corrected: CorrectedReading[] = [];
  let overfull: number | null = null;
  for (const [t, value, quality, raw = null] of tuples) {
    const same = known.get(t) ?? [];
    const found = same.find((reading) => reading.value === value);
    if (found !== undefined) {
      if (found.quality !== 'good' || quality === 'good') continue;
      found.quality = quality;
      // One that this batch brings goes in with its last quality.
      if (!('t' in found)) corrected.push({ t, n: found.n, quality });
      continue;
    }
    const n = same.reduce((largest, reading) => Math.max(largest, reading.n), -1) + 1;
    if (n > LARGEST_N) {
      overfull = t;
      continue;
    }
    const reading = { t, n, value, quality, raw };
    same.push(reading);
    known.set(t, same);
    numbered.push(reading);
  }
  return { numbered, corrected, overfull };
}
