/** How many runs each choice would leave, all other filters kept: counted in one pass over the runs. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { columnsOf, type CellContext, type Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import { ABSENT, wordsOf } from './filters.ts';
import { testsOf, type RunsQuery } from './query.ts';
import { runRows } from './rows.ts';

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
    column.values?.kind === 'set'
      ? [{ column, values: column.values, counts: new Map<string, number>() }]
      : [],
  );
  const tests = testsOf(query, context);
  for (const run of runRows(runs)) {
    const failed = tests.filter(({ test }) => !test(run));
    const [only] = failed;
    for (const { column, values, counts } of sets) {
      // A run counts for a column's choices where nothing but that column's own filter keeps it out.
      const counted = failed.length === 0 || (failed.length === 1 && only?.key === column.key);
      for (const word of wordsOf(run, values))
        counts.set(word, (counts.get(word) ?? 0) + Number(counted));
    }
  }
  return sets
    .filter(({ counts }) => counts.size > 1 && counts.size <= MOST_WORDS)
    .map(({ column, counts }) => ({ column, choices: inOrder(column.key, counts) }));
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
