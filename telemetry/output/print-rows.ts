/** Prints rows in the format that was asked for. */

import { UsageError, type CommandInput, type CommandOption } from '../command.ts';
import type { Column } from './columns.ts';
import { writeCsv } from './csv.ts';
import { writeJson } from './json.ts';
import { layOutTable } from './table.ts';

export const FORMATS = ['table', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The options that choose a format; `--json` is short for `--format json`. */
export const formatOptions = {
  format: { type: 'string', value: 'FORMAT', help: 'table, csv or json' },
  json: { type: 'boolean', help: 'short for --format json' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Reads the format; throws a UsageError for one that there is not. */
export function formatOf({ options }: Pick<CommandInput, 'options'>, fallback: Format): Format {
  if (options['json'] === true) return 'json';
  const wanted = options['format'] ?? fallback;
  const found = FORMATS.find((format) => format === wanted);
  if (found !== undefined) return found;
  if (wanted === 'parquet') {
    throw new UsageError('--format parquet is not written yet; csv and json are there');
  }
  throw new UsageError(`--format ${String(wanted)}: expected ${FORMATS.join(', ')}`);
}

/** Prints the rows; csv and json go out as the rows come, a table when all are there. */
export async function printRows<Row>(
  format: Format,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  { write, say }: Pick<CommandInput, 'write' | 'say'>,
): Promise<void> {
  if (format === 'csv') return await writeCsv(columns, rows, write);
  if (format === 'json') return await writeJson(columns, rows, write);
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  if (all.length === 0) say('there are none');
  else await write(layOutTable(columns, all));
}
