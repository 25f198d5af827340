/** How many runs each choice would leave, all other filters kept: counted in one pass over the runs. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { columnsOf, type CellContext, type Column, type SetValues } from './column.ts';
import { COLUMNS } from './columns.ts';
import { ABSENT, wordsOf } from './filters.ts';
import { testsOf, type RunsQuery, type Test } from './query.ts';
import { runRows, type RunRow } from './rows.ts';

export interface Choice {
  /** As the address writes it. */
  readonly word: string;
  readonly count: number;
}

export interface SetFacet {
  readonly column: Column;
  /** Every word that any run of the campaign has; by word in what has an order, else most frequent first. */
  readonly choices: readonly Choice[];
}

export interface SpanFacet {
  readonly column: Column;
  /** Lowest and highest of the whole campaign, SI or UTC ms; null: no run has it. */
  readonly ends: readonly [number, number] | null;
  readonly absent: number;
}

export interface Facets {
  readonly sets: readonly SetFacet[];
  readonly spans: readonly SpanFacet[];
}

/** A facet of more words than this helps nobody: the free text finds them. */
const MOST_WORDS = 60;

/** Counts for every column that the campaign has. */
export function countFacets(runs: Runs, query: RunsQuery, context: CellContext): Facets {
  const columns = columnsOf(runs, COLUMNS);
  return { sets: countSets(runs, columns, query, context), spans: spansOf(runs, columns, context) };
}

function countSets(
  runs: Runs,
  columns: readonly Column[],
  query: RunsQuery,
  context: CellContext,
): SetFacet[] {
  const sets = columns.flatMap((column) =>
    column.values?.kind === 'set' ? [{ column, ...indexOf(runs, column.key, column.values) }] : [],
  );
  const counts = sets.map(({ words }) => words.map(() => 0));
  const tests = testsOf(query, context);
  for (const [i, run] of runRows(runs).entries()) {
    const failed = failedOf(tests, run);
    if (failed === 'several') continue;
    for (const [s, { column, at }] of sets.entries()) {
      // A run counts for a column's choices where nothing but that column's own filter keeps it out.
      if (failed !== 'none' && failed.key !== column.key) continue;
      const own = counts[s] ?? [];
      for (const word of at[i] ?? []) own[word] = (own[word] ?? 0) + 1;
    }
  }
  return sets
    .map(({ column, words }, s) => ({
      column,
      counts: new Map(words.map((word, at) => [word, counts[s]?.[at] ?? 0])),
    }))
    .filter(({ counts: of }) => of.size <= MOST_WORDS)
    .map(({ column, counts: of }) => ({ column, choices: inOrder(column.key, of) }));
}

/** The one test that a run does not pass, or that there are none or several. */
function failedOf(tests: readonly Test[], run: RunRow): Test | 'none' | 'several' {
  let failed: Test | 'none' = 'none';
  for (const one of tests) {
    if (one.test(run)) continue;
    if (failed !== 'none') return 'several';
    failed = one;
  }
  return failed;
}

/** The words of a column, in the order in which they first come, and by run which of them it has. */
interface WordIndex {
  readonly words: readonly string[];
  readonly at: readonly (readonly number[])[];
}

const indexes = new WeakMap<Runs, Map<string, WordIndex>>();

/** The same for every query of one index: what a run's words are is asked once. */
function indexOf(runs: Runs, key: string, values: SetValues): WordIndex {
  const ofRuns = indexes.get(runs) ?? new Map<string, WordIndex>();
  indexes.set(runs, ofRuns);
  const known = ofRuns.get(key);
  if (known !== undefined) return known;
  const places = new Map<string, number>();
  const at = runRows(runs).map((run) =>
    wordsOf(run, values).map((word) => {
      const place = places.get(word) ?? places.size;
      places.set(word, place);
      return place;
    }),
  );
  const index = { words: [...places.keys()], at };
  ofRuns.set(key, index);
  return index;
}

function inOrder(key: string, counts: ReadonlyMap<string, number>): Choice[] {
  const choices = [...counts].map(([word, count]) => ({ word, count }));
  if (key === 'month') return choices.sort((a, b) => (a.word < b.word ? 1 : -1));
  return choices.sort((a, b) => Number(a.word === ABSENT) - Number(b.word === ABSENT));
}

const spans = new WeakMap<Runs, readonly SpanFacet[]>();

/** The same for every query of one index. */
function spansOf(
  runs: Runs,
  columns: readonly Column[],
  context: CellContext,
): readonly SpanFacet[] {
  const known = spans.get(runs);
  if (known !== undefined) return known;
  const facets = columns.flatMap((column): SpanFacet[] => {
    const { values } = column;
    if (values === null || values.kind === 'set') return [];
    const all = runRows(runs).map((run): readonly [number, number] | null => {
      if (values.kind === 'range') return values.ends(run, context);
      const time = values.of(run);
      return time === null ? null : [time, time];
    });
    let ends: readonly [number, number] | null = null;
    for (const one of all) {
      if (one === null) continue;
      ends = ends === null ? one : [Math.min(ends[0], one[0]), Math.max(ends[1], one[1])];
    }
    return [{ column, ends, absent: all.filter((one) => one === null).length }];
  });
  spans.set(runs, facets);
  return facets;
}
