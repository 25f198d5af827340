/** The tables of the catalogue as its migrations leave them: names, columns, and the comments that stand there; pure. */

import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** The comment above it. */
  readonly note: string;
}

export interface CatalogueTable {
  readonly name: string;
  readonly note: string;
  readonly columns: readonly TableColumn[];
}

const NO_COLUMN = /^(?:PRIMARY|UNIQUE|KEY|INDEX|FOREIGN|CONSTRAINT|CHECK|FULLTEXT)\b/;

/**
 * Reads migrations in their order.
 * @param sources the texts of the numbered SQL files
 */
export function tablesOf(sources: readonly string[]): readonly CatalogueTable[] {
  const tables = new Map<string, CatalogueTable>();
  for (const source of sources) {
    for (const { note, sql } of statementsOf(source)) apply(tables, note, sql);
  }
  return [...tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Statement {
  readonly note: string;
  readonly sql: string;
}

/** Cuts a file at the semicolons that end a line, each with the comment above it. */
function statementsOf(source: string): readonly Statement[] {
  return source.split(/;[ \t]*(?:--.*)?$/m).map((part) => {
    const [, comments = '', sql = ''] = /^((?:\s*--.*\n|\s*\n)*)([\s\S]*)$/.exec(part) ?? [];
    // Of several paragraphs of comments the last belongs to the statement.
    const last =
      comments
        .trimEnd()
        .split(/\n\s*\n/)
        .at(-1) ?? '';
    return { note: words(last), sql: sql.trim() };
  });
}

function apply(tables: Map<string, CatalogueTable>, note: string, sql: string): void {
  const like = /^CREATE TABLE (\w+) LIKE (\w+)/.exec(sql);
  if (like !== null) {
    const [, name = '', other = ''] = like;
    tables.set(name, { name, note, columns: tables.get(other)?.columns ?? [] });
    return;
  }
  const created = /^CREATE TABLE `?(\w+)`? \(\n([\s\S]*?)\n\)/.exec(sql);
  if (created !== null) {
    const [, name = '', body = ''] = created;
    tables.set(name, { name, note, columns: columnsOf(body) });
    return;
  }
  const altered = /^ALTER TABLE `?(\w+)`?\s([\s\S]*)$/.exec(sql);
  const table = altered === null ? undefined : tables.get(altered[1] ?? '');
  if (table !== undefined) tables.set(table.name, alter(table, altered?.[2] ?? ''));
  const dropped = /^DROP TABLE `?(\w+)`?/.exec(sql);
  if (dropped !== null) tables.delete(dropped[1] ?? '');
}

function alter(table: CatalogueTable, body: string): CatalogueTable {
  let columns = [...table.columns];
  const changes = columnsOf(
    body.replace(/^\s*(ADD COLUMN|MODIFY COLUMN|MODIFY|DROP COLUMN) /gm, '  $1 '),
  );
  for (const { name, ...rest } of changes) {
    const column = { name, ...rest };
    if (columns.some((one) => one.name === name))
      columns = columns.map((one) =>
        one.name === name ? { ...column, note: column.note || one.note } : one,
      );
    else columns.push(column);
  }
  return { ...table, columns };
}

/** One column a line, a comment above it belongs to it; what goes on over several lines is put together. */
function columnsOf(body: string): readonly TableColumn[] {
  const columns: TableColumn[] = [];
  let note = '';
  for (const line of body.split('\n')) {
    const comment = /^\s*-- ?(.*)$/.exec(line);
    if (comment !== null) {
      note = `${note} ${comment[1] ?? ''}`.trim();
      continue;
    }
    const text = line.trim().replace(/^(?:ADD|MODIFY)(?: COLUMN)? /, '');
    const found = /^`?([a-z]\w*)`? ([A-Z]+(?:\([^)]*\))?(?: UNSIGNED)?)(.*?),?$/.exec(text);
    if (found !== null && !NO_COLUMN.test(text) && /^ {0,2}\S/.test(line)) {
      const [, name = '', type = '', rest = ''] = found;
      const isNullable = !/NOT NULL|PRIMARY KEY/.test(rest);
      columns.push({ name, type: type.toLowerCase(), isNullable, note });
    }
    note = '';
  }
  return columns;
}

function words(comments: string): string {
  return comments
    .split('\n')
    .map((line) => line.replace(/^\s*-- ?/, '').trim())
    .join(' ')
    .trim();
}

const wordsSchema = z.record(z.string(), z.string().trim().regex(/\.$/, 'expected sentences'));

/**
 * Reads the text of `content/infrastructure/tables.yaml`.
 * @throws {FlashError} naming the tables that are missing there, or not in the migrations
 */
export function parseTableWords(
  text: string,
  tables: readonly CatalogueTable[],
): Readonly<Record<string, string>> {
  const checked = wordsSchema.superRefine((meanings, context) => {
    for (const { name } of tables)
      if (meanings[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is a table and has no words here',
        });
    for (const name of Object.keys(meanings))
      if (!tables.some((table) => table.name === name))
        context.addIssue({ code: 'custom', path: [name], message: 'is no table' });
  });
  return parseDocument('content/infrastructure/tables.yaml', checked, parse(text));
}
