/** What a column of the table of runs is: how it shows, sorts, filters and goes out as data. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import type { Html } from '../text/html.ts';
import type { RunRow } from './rows.ts';

export interface CellContext {
  readonly slug: string;
  /** The snapshot's own time (UTC ms): a running run is as long as it was then. */
  readonly at: number;
}

/** One of few words; null where the run has none. */
export interface SetValues {
  readonly kind: 'set';
  readonly of: (run: RunRow) => string | null;
  /** Where a run may have several at once, as tags: all of them; `of` has them with commas between. */
  readonly each?: (run: RunRow) => readonly string[];
  /** The word for null in the filter. */
  readonly absent: string;
  /** Whether a word can be one at all; absent: any can. */
  readonly isWord?: ((word: string) => boolean) | undefined;
}

/** A quantity; a run may have a whole interval of it, as of the frequencies of its steps. */
export interface RangeValues {
  readonly kind: 'range';
  /** What a person types it in: `MHz`, or nothing for a count. */
  readonly unit: string;
  /** One of that unit in SI. */
  readonly scale: number;
  /** Lowest and highest in SI; null: not known. */
  readonly ends: (run: RunRow, context: CellContext) => readonly [number, number] | null;
}

/** A time, UTC ms. */
export interface TimeValues {
  readonly kind: 'time';
  readonly of: (run: RunRow) => number | null;
}

export type Values = SetValues | RangeValues | TimeValues;

/** A field of CSV, JSON and Parquet: its name says the unit. */
export interface OutField {
  readonly name: string;
  /** The same whatever is shown, also where no run that is shown has any; a `TIMESTAMP` is given in UTC ms. */
  readonly type: 'STRING' | 'DOUBLE' | 'INT64' | 'TIMESTAMP';
  readonly of: (run: RunRow, context: CellContext) => number | string | null;
}

export interface Column {
  readonly key: string;
  /** In words, for choices, plots and what goes out. */
  readonly name: string;
  readonly header: Html;
  readonly isNumber: boolean;
  /** Shown only where the reader asks for it. */
  readonly isExtra?: true;
  /** Whether the campaign has this column at all. */
  readonly isIn: (runs: Runs) => boolean;
  readonly cell: (run: RunRow, context: CellContext) => Html | string | null;
  /** What the column is sorted by; null sorts last. */
  readonly sort: (run: RunRow, context: CellContext) => number | string | null;
  /** What it is filtered by; null: the free text finds it. */
  readonly values: Values | null;
  readonly out: readonly OutField[];
}

/** Returns the columns that a campaign has. */
export function columnsOf(runs: Runs, columns: readonly Column[]): readonly Column[] {
  return columns.filter((column) => column.isIn(runs));
}
