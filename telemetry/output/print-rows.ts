/** Prints rows in the format that was asked for. */

import { UsageError, type CommandInput, type CommandOption } from '../command.ts';
import type { Column } from './columns.ts';
import { writeCsv } from './csv.ts';
import { writeJson } from './json.ts';
import { layOutTable } from './table.ts';

export const FORMATS = ['table', 'csv', 'json'] as const;
/** Of commands that write data for a program to read. */
export const DATA_FORMATS = [...FORMATS, 'parquet'] as const;
export type Format = (typeof DATA_FORMATS)[number];

/** The options that choose a format; `--json` is short for `--format json`. */
export const formatOptions = {
  format: { type: 'string', value: 'FORMAT', help: 'table, csv or json' },
  json: { type: 'boolean', help: 'short for --format json' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** The options of commands that write Parquet as well. */
export const dataFormatOptions = {
  ...formatOptions,
  format: { type: 'string', value: 'FORMAT', help: 'csv, json, parquet or table' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Reads the format; throws a UsageError for one that the command does not have. */
export function formatOf(
  { options }: Pick<CommandInput, 'options'>,
  fallback: Format,
  formats: readonly Format[] = FORMATS,
): Format {
  if (options['json'] === true) return 'json';
  const wanted = options['format'] ?? fallback;
  const found = formats.find((format) => format === wanted);
  if (found !== undefined) return found;
  throw new UsageError(`--format ${String(wanted)}: expected ${formats.join(', ')}`);
}

/** Prints the rows; csv, json and parquet go out as the rows come, a table when all are there, or `none`. */
export async function printRows<Row>(
  format: Format,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  { write, say }: Pick<CommandInput, 'write' | 'say'>,
  none = 'there are none',
): Promise<void> {
  if (format === 'csv') return await writeCsv(columns, rows, write);
  if (format === 'json') return await writeJson(columns, rows, write);
  if (format === 'parquet') {
    const { writeParquet } = await import('./parquet.ts');
    return await writeParquet(columns, rows, write);
  }
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  if (all.length === 0) say(none);
  else await write(layOutTable(columns, all));
}
