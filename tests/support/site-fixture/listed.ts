/** The fixture's running campaign as the list of runs should show it, worked out here and not by the site. */

import type { RunColumns } from '#site/snapshot/schema/runs.ts';
import { buildQuax, buildRunsIndex } from './runs.ts';

export type Listed = { readonly [Key in keyof RunColumns]: RunColumns[Key][number] } & {
  /** Of the start; a run always has one here. */
  readonly month: string;
  /** ms; a run that is open is as long as it was at that time. */
  readonly length: number;
};

/** Returns the runs as they stand at `at` (UTC ms), largest number first. */
export function listedRuns(at: number): readonly Listed[] {
  const identity = { slug: '', name: '', title: null, experiment: null };
  const { columns } = buildRunsIndex(identity, buildQuax(at), true);
  const names = Object.keys(columns) as (keyof RunColumns)[];
  return columns.number.map((_, i) => {
    const row = Object.fromEntries(names.map((name) => [name, columns[name][i]])) as {
      [Key in keyof RunColumns]: RunColumns[Key][number];
    };
    const start = row.start ?? NaN;
    return {
      ...row,
      month: new Date(start).toISOString().slice(0, 7),
      length: (row.end ?? at) - start,
    };
  });
}

/** How often each word is met. */
export function countWords(words: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(words, (word) => word)].map(([word, of]) => [word, of.length]));
}
