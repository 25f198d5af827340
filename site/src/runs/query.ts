/** What the address asks of a table of runs: the address is the only state, and what it asks in vain is named. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { columnsOf, type CellContext, type Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import { ALL, passes, readFilter, writeFilter, type Filter } from './filters.ts';
import { runRows, type RunRow } from './rows.ts';

/** How the runs are shown. */
export const VIEWS = ['table', 'groups', 'histogram', 'scatter'] as const;
export type View = (typeof VIEWS)[number];

export interface RunsQuery {
  /** By a column's key. */
  readonly filters: ReadonlyMap<string, Filter>;
  /** Free text over number, kind, title, tags, site and quality. */
  readonly text: string | null;
  /** A column's key, with `-` before it for largest first. */
  readonly sort: string | null;
  /** Keys of the columns to show, in this order; null: the usual ones. */
  readonly columns: readonly string[] | null;
  readonly view: View;
  /** Columns of the axes, and the one that groups; null: what suits. */
  readonly x: string | null;
  readonly y: string | null;
  readonly by: string | null;
  /** The window of the charts on the same page, `from` and `to` as they are. */
  readonly window: readonly (readonly [key: string, value: string])[];
  /** Parameters, or values of them, that mean nothing here. */
  readonly unknown: readonly string[];
}

export interface Selection {
  /** All rows that the query selects, in its order. */
  readonly rows: readonly RunRow[];
  readonly total: number;
}

const OTHERS = new Set(['text', 'sort', 'columns', 'view', 'x', 'y', 'by', 'from', 'to']);

const columnOf = (key: string): Column | undefined => COLUMNS.find((column) => column.key === key);

/** Reads the query; empty values count as absent. `at` is what relative times count from, UTC ms. */
export function readQuery(parameters: URLSearchParams, at = Date.now()): RunsQuery {
  const unknown: string[] = [];
  const filters = new Map<string, Filter>();
  for (const [key, texts] of given(parameters)) {
    if (OTHERS.has(key)) continue;
    const values = columnOf(key)?.values;
    const filter = values == null ? null : readFilter(texts, values, at);
    if (filter === null) unknown.push(values == null ? key : `${key}=${texts.join(',')}`);
    else filters.set(key, filter);
  }
  const value = (key: string): string | null => parameters.get(key)?.trim() || null;
  const known = (key: string, isKnown: (text: string) => boolean): string | null => {
    const text = value(key);
    if (text === null || isKnown(text)) return text;
    unknown.push(`${key}=${text}`);
    return null;
  };
  const view = known('view', isView);
  const isColumn = (key: string): boolean => columnOf(key) !== undefined;
  const chosen = parameters
    .getAll('columns')
    .flatMap((text) => text.split(','))
    .filter(Boolean);
  for (const key of chosen) if (!isColumn(key)) unknown.push(`columns=${key}`);
  const columns = [...new Set(chosen.filter(isColumn))];
  return {
    filters,
    text: value('text'),
    sort: known('sort', (text) => isColumn(text.replace(/^-/, ''))),
    columns: columns.length === 0 ? null : columns,
    view: VIEWS.find((one) => one === view) ?? 'table',
    x: known('x', isDrawn),
    y: known('y', isDrawn),
    by: known('by', (key) => columnOf(key)?.values?.kind === 'set'),
    window: ['from', 'to'].flatMap((key) => {
      const text = value(key);
      return text === null ? [] : [[key, text] as const];
    }),
    unknown,
  };
}

/** Whether a column is a quantity or a time, which have an axis. */
function isDrawn(key: string): boolean {
  const kind = columnOf(key)?.values?.kind;
  return kind === 'range' || kind === 'time';
}

/** Returns what is asked in vain: what means nothing, and columns that this campaign has not. */
export function askedInVain(runs: Runs, query: RunsQuery): readonly string[] {
  const { unknown, sort, columns } = query;
  const has = new Set(columnsOf(runs, COLUMNS).map(({ key }) => key));
  const lacks = (name: string, key: string | null): string[] =>
    key === null || has.has(key.replace(/^-/, '')) ? [] : [`${name}=${key}`];
  return [
    ...unknown,
    ...lacks('sort', sort),
    ...(columns ?? []).flatMap((key) => lacks('columns', key)),
    ...(['x', 'y', 'by'] as const).flatMap((name) => lacks(name, query[name])),
  ];
}

const isView = (text: string): boolean => VIEWS.some((view) => view === text);

/** What is said of each parameter; two fields of a form, `qL.min` and `qL.max`, say one range, and `tags.how` how tags are meant. */
function given(parameters: URLSearchParams): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const key of new Set(parameters.keys())) {
    const said = parameters
      .getAll(key)
      .map((text) => text.trim())
      .filter(Boolean);
    const [, column = '', end] = /^(\w+)\.(min|max|how)$/.exec(key) ?? [];
    if (end === undefined && said.length > 0)
      texts.set(key, howOf(said, parameters.get(`${key}.how`)));
    if (end === undefined || end === 'how' || texts.has(column)) continue;
    const ends = ['min', 'max'].map((one) => parameters.get(`${column}.${one}`)?.trim() ?? '');
    if (ends.join('') !== '') texts.set(column, [ends.join('..')]);
  }
  return texts;
}

/** A form says of the words of a column once whether all or none of them are meant. */
function howOf(texts: readonly string[], how: string | null): string[] {
  const sign = how === 'all' ? ALL : how === 'none' ? '!' : '';
  if (sign === '') return [...texts];
  const words = texts.flatMap((text) => text.split(','));
  return words.map((word) => (/^(!|all:)/.test(word) ? word : `${sign}${word}`));
}

/** Returns the rows that a query asks for, in its order. */
export function selectRuns(runs: Runs, query: RunsQuery, context: CellContext): Selection {
  const all = query.sort === null ? runRows(runs) : sortedRuns(runs, query.sort, context);
  const tests = testsOf(query, context);
  const rows = tests.length === 0 ? all : all.filter((run) => tests.every(({ test }) => test(run)));
  return { rows, total: all.length };
}

export interface Test {
  /** The column's key; null: the free text. */
  readonly key: string | null;
  readonly test: (run: RunRow) => boolean;
}

/** Returns what a run has to pass, one test a filter. */
export function testsOf({ filters, text }: RunsQuery, context: CellContext): readonly Test[] {
  const tests: Test[] = [];
  for (const [key, filter] of filters) {
    const values = columnOf(key)?.values;
    if (values != null) tests.push({ key, test: (run) => passes(run, values, filter, context) });
  }
  if (text !== null) {
    const words = text.toLowerCase().split(/\s+/);
    tests.push({ key: null, test: (run) => words.every((word) => wordsOf(run).includes(word)) });
  }
  return tests;
}

const texts = new WeakMap<RunRow, string>();

function wordsOf(run: RunRow): string {
  const known = texts.get(run);
  if (known !== undefined) return known;
  const { number, kind, title, tags, site, quality } = run;
  const said = [number, kind, title, tags, site, quality];
  const words = said
    .filter((one) => one !== null)
    .join(' ')
    .toLowerCase();
  texts.set(run, words);
  return words;
}

interface Orders {
  readonly at: number;
  readonly by: Map<string, readonly RunRow[]>;
}

const orders = new WeakMap<Runs, Orders>();

/** All runs in an order, worked out once: filters change with every key, and leave it as it is. */
function sortedRuns(runs: Runs, sort: string, context: CellContext): readonly RunRow[] {
  const known = orders.get(runs);
  // What runs now is as long as it was then.
  const { at, by } = known?.at === context.at ? known : { at: context.at, by: new Map() };
  orders.set(runs, { at, by });
  const rows = by.get(sort) ?? sortRuns(runRows(runs), sort, context);
  by.set(sort, rows);
  return rows;
}

/** Sorts by a column; what is not known comes last either way, and equal ones keep their order. */
function sortRuns(rows: readonly RunRow[], sort: string, context: CellContext): readonly RunRow[] {
  const sign = sort.startsWith('-') ? -1 : 1;
  const column = columnOf(sort.replace(/^-/, ''));
  if (column === undefined) return rows;
  const keyed = rows.map((run) => ({ run, key: column.sort(run, context) }));
  return keyed
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return a.key < b.key ? -sign : a.key > b.key ? sign : 0;
    })
    .map(({ run }) => run);
}

/** Returns the columns that are shown: the chosen ones, or the usual ones that the campaign has. */
export function shownColumns(runs: Runs, { columns }: RunsQuery): readonly Column[] {
  const all = columnsOf(runs, COLUMNS);
  if (columns === null) return all.filter(({ isExtra }) => isExtra !== true);
  const chosen = columns.flatMap((key) => all.find((column) => column.key === key) ?? []);
  // A row without its number leads nowhere.
  return chosen.some(({ key }) => key === 'number')
    ? chosen
    : [...all.filter(({ key }) => key === 'number'), ...chosen];
}

/** Returns the query as the end of an address: `?month=2026-11`, or nothing; `isAbsolute` for a link that others open later. */
export function writeQuery(query: Partial<RunsQuery>, { isAbsolute = false } = {}): string {
  const pairs: [string, string][] = [];
  for (const [key, filter] of query.filters ?? []) {
    const column = columnOf(key);
    if (column !== undefined) pairs.push([key, writeFilter(filter, column, isAbsolute)]);
  }
  for (const key of ['text', 'sort', 'x', 'y', 'by'] as const) {
    const value = query[key];
    if (value) pairs.push([key, value]);
  }
  if (query.columns) pairs.push(['columns', query.columns.join(',')]);
  if (query.view !== undefined && query.view !== 'table') pairs.push(['view', query.view]);
  for (const [key, value] of query.window ?? []) pairs.push([key, value]);
  return pairs.length === 0 ? '' : `?${pairs.map(pairText).join('&')}`;
}

/** As `URLSearchParams` would, but what people read in an address stays readable. */
function pairText([key, value]: readonly [string, string]): string {
  const text = encodeURIComponent(value)
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%20', '+');
  return `${key}=${text}`;
}
