/** What the address asks of a table of runs: the address is the only state, and what it asks in vain is named. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { COLUMNS, type CellContext } from './columns.ts';
import { monthOf, runRows, type RunRow } from './rows.ts';

export interface RunsQuery {
  /** `2026-11`. */
  readonly month: string | null;
  readonly kind: string | null;
  /** Free text over number, kind, title and site. */
  readonly text: string | null;
  /** A column's key, with `-` before it for largest first. */
  readonly sort: string | null;
  /** Parameters, or values of them, that mean nothing here. */
  readonly unknown: readonly string[];
}

export interface Selection {
  /** The rows to show, at most `MOST_ROWS`. */
  readonly rows: readonly RunRow[];
  /** How many the query selects. */
  readonly selected: number;
  readonly total: number;
}

/** Rows in one view: more are reached by month. */
export const MOST_ROWS = 250;

const KNOWN = new Set(['month', 'kind', 'text', 'sort', 'from', 'to']);

/** Reads the query; empty values count as absent. */
export function readQuery(parameters: URLSearchParams): RunsQuery {
  const unknown = [...parameters.keys()].filter((key) => !KNOWN.has(key));
  const value = (key: string): string | null => parameters.get(key)?.trim() || null;
  const month = value('month');
  const sort = value('sort');
  const isMonth = month === null || /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  const isSort = sort === null || COLUMNS.some(({ key }) => key === sort.replace(/^-/, ''));
  if (!isMonth) unknown.push(`month=${month}`);
  if (!isSort) unknown.push(`sort=${sort}`);
  return {
    month: isMonth ? month : null,
    kind: value('kind'),
    text: value('text'),
    sort: isSort ? sort : null,
    unknown,
  };
}

/** Returns the rows that a query asks for. */
export function selectRuns(runs: Runs, query: RunsQuery, context: CellContext): Selection {
  const all = runRows(runs);
  const chosen = all.filter((run) => matches(run, query));
  const sorted = query.sort === null ? chosen : sortRuns(chosen, query.sort, context);
  return { rows: sorted.slice(0, MOST_ROWS), selected: chosen.length, total: all.length };
}

function matches(run: RunRow, { month, kind, text }: RunsQuery): boolean {
  if (month !== null && monthOf(run) !== month) return false;
  if (kind !== null && run.kind !== kind) return false;
  if (text === null) return true;
  const words =
    `${run.number} ${run.kind} ${run.title ?? ''} ${run.site ?? ''} ${run.quality ?? ''}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

/** Sorts by a column; what is not known comes last either way. */
function sortRuns(rows: readonly RunRow[], sort: string, context: CellContext): readonly RunRow[] {
  const isDown = sort.startsWith('-');
  const column = COLUMNS.find(({ key }) => key === sort.replace(/^-/, ''));
  if (column === undefined) return rows;
  const keyed = rows.map((run) => ({ run, key: column.sort(run, context) }));
  return keyed
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
      return isDown ? -order : order;
    })
    .map(({ run }) => run);
}

/** Months and kinds that the campaign has, newest and most frequent first. */
export function choices(runs: Runs): {
  readonly months: readonly string[];
  readonly kinds: readonly string[];
} {
  const rows = runRows(runs);
  const months = [...new Set(rows.map(monthOf).filter((month) => month !== null))];
  return { months: months.sort().reverse(), kinds: [...new Set(rows.map(({ kind }) => kind))] };
}

/** Returns the query as the end of an address: `?month=2026-11`, or nothing. */
export function writeQuery(query: Partial<RunsQuery>): string {
  const parameters = new URLSearchParams();
  for (const key of ['month', 'kind', 'text', 'sort'] as const) {
    const value = query[key];
    if (value) parameters.set(key, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
