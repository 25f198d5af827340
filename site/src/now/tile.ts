/** One of the six questions with its answer: one number, unit, age, limit, last hours, and what to do. */

import type { Now, Spark } from '#site/snapshot/schema/now.ts';
import { age, clockOrDay } from '../text/times.ts';
import type { State } from './state.ts';

export interface TileSpark {
  readonly spark: Spark;
  /** In the spark's own unit; null: none to draw. */
  readonly limit: number | null;
  /** Whether the axis begins at zero. */
  readonly fromZero: boolean;
  /** `c1` … `c6`. */
  readonly colour: string;
}

export interface Tile {
  readonly key: string;
  readonly question: string;
  readonly state: State;
  /** The answer in a word or few: `Yes`, `No`, `Not known`, `Not watched`. */
  readonly answer: string;
  /** Null: there is no number to show. */
  readonly value: { readonly text: string; readonly unit: string } | null;
  /** Time of the value. */
  readonly t: number | null;
  /** Sentences below the number. */
  readonly lines: readonly string[];
  /** `limit 38 mK`. */
  readonly limit: string | null;
  readonly spark: TileSpark | null;
  /** Documentation path of what to do. */
  readonly action: string | null;
}

/** Where a tile's words come from. */
export interface TileInput {
  readonly now: Now;
  /** The time for which all is judged. */
  readonly at: number;
}

/** A tile that claims nothing because nobody can answer its question. */
export function unwatched(key: string, question: string, why: string): Tile {
  return {
    key,
    question,
    state: 'none',
    answer: 'Not watched',
    value: null,
    t: null,
    lines: [why],
    limit: null,
    spark: null,
    action: null,
  };
}

/** Returns a tile's spark, where the snapshot has one with a value. */
export function sparkOf(
  now: Now,
  name: string,
  options: { limit?: number | null; fromZero?: boolean; colour: string },
): TileSpark | null {
  const spark = now.sparks[name];
  if (spark === undefined || !spark.min.some((value) => value !== null)) return null;
  const { limit = null, fromZero = false, colour } = options;
  return { spark, limit, fromZero, colour };
}

/** How a time is written: as an age where a clock runs, else as the time itself, which stays true on paper. */
export function when(t: number, at: number, isLive: boolean): string {
  return isLive ? age(t, at) : clockOrDay(t, at);
}
