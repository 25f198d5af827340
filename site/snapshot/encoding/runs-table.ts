/** The runs of a campaign, packed: 3 000 of them in at most 40 kB when compressed. */

import type { RunColumns, Runs } from '../schema/runs.ts';
import { packTable, unpackTable, type ColumnSpec, type PackedTable } from './table.ts';

/** As it stands in `runs/<campaign>.<hash>.json`. */
export interface PackedRuns extends Omit<Runs, 'columns'> {
  readonly count: number;
  readonly columns: PackedTable;
}

const SPEC = [
  ['number', 'numbers'],
  ['revision', 'numbers'],
  ['title', 'words'],
  ['tags', 'words'],
  ['kind', 'words'],
  ['state', 'words'],
  ['origin', 'words'],
  ['site', 'words'],
  ['files', 'numbers'],
  ['start', 'after', 'files', undefined, 'kind'],
  ['steps', 'numbers', null, 'files', 'kind'],
  ['f0Min', 'numbers'],
  ['f0Max', 'numbers', 'f0Min'],
  ['qL', 'numbers'],
  ['beta', 'numbers'],
  ['regime', 'words'],
  ['fieldT', 'numbers'],
  ['tCavK', 'numbers'],
  ['tMcK', 'numbers'],
  ['files', 'numbers'],
  ['end', 'numbers', 'start', 'files', 'kind'],
  ['sized', 'numbers', 'files'],
  ['bytes', 'numbers', null, 'files', 'kind'],
  ['quality', 'words'],
  ['copiesPresent', 'numbers', 'files'],
  ['copiesRemoved', 'numbers'],
  ['copiesVerified', 'numbers', 'files'],
  ['copiesArchived', 'numbers', 'files'],
  ['part', 'numbers'],
  ['row', 'after', 'files'],
] as const satisfies readonly (ColumnSpec & readonly [keyof RunColumns, ...unknown[]])[];

/** Returns columns whose rows are, for each number, of `fresh` where it is there, else of `known`. */
export function mergeColumns(
  numbers: readonly number[],
  fresh: RunColumns,
  known: RunColumns | null,
): RunColumns {
  const inFresh = new Map(fresh.number.map((number, i) => [number, i]));
  const inKnown = new Map(known?.number.map((number, i) => [number, i]));
  const merged = SPEC.map(([name]) => [
    name,
    numbers.flatMap((number) => {
      const i = inFresh.get(number);
      if (i !== undefined) return [fresh[name][i]];
      const k = inKnown.get(number);
      return k === undefined || known === null ? [] : [known[name][k]];
    }),
  ]);
  return Object.fromEntries(merged) as RunColumns;
}

/** Returns the index as it is written. */
export function packRuns({ columns, ...rest }: Runs): PackedRuns {
  return { ...rest, count: columns.number.length, columns: packTable(SPEC, { ...columns }) };
}

/** Returns the index with its columns read back; throws where one is missing or too short. */
export function unpackRuns({ count, columns, ...rest }: PackedRuns): Runs {
  return { ...rest, columns: unpackTable(SPEC, columns, count) as unknown as RunColumns };
}
