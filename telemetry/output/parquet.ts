/** Parquet, written as the rows come: typed columns, all nullable, with units and descriptions in the file's own metadata. */

import { parquetWriteRows } from 'hyparquet-writer';

import type { Column, Meaning, Value } from './columns.ts';
import { COLUMNS_KEY, Outlet, type WriteBytes } from './parquet-file.ts';
import { parquetSchema } from './parquet-schema.ts';

/** Rows held in memory at once; one row group of the file. */
const ROWS_AT_ONCE = 20_000;

/**
 * Writes the rows: times as TIMESTAMP (milliseconds, UTC), integers as INT64, numbers as DOUBLE, text as UTF-8.
 * A file without rows has its columns all the same. Every column needs its meaning.
 */
export async function writeParquet<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  write: WriteBytes,
): Promise<void> {
  const typed = columns.map(({ name, value, meaning }) => {
    if (meaning === undefined) throw new RangeError(`column ${name} has no type`);
    return { name, value, meaning };
  });
  const described = typed.map(({ name, meaning: { unit, description } }) => [
    name,
    { unit, description },
  ]);
  await parquetWriteRows({
    writer: new Outlet(write),
    columns: typed.map(({ name }) => ({ name })),
    schema: parquetSchema(typed),
    rows: typedRows(typed, rows),
    rowGroupSize: ROWS_AT_ONCE,
    kvMetadata: [
      { key: COLUMNS_KEY, value: JSON.stringify(Object.fromEntries(described) as unknown) },
    ],
    createdBy: 'flash',
  });
}

type TypedColumn<Row> = Required<Pick<Column<Row>, 'name' | 'value' | 'meaning'>>;

async function* typedRows<Row>(
  columns: readonly TypedColumn<Row>[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<Record<string, unknown>> {
  for await (const row of rows) {
    const cells: Record<string, unknown> = {};
    for (const { name, value, meaning } of columns) cells[name] = typedCell(value(row), meaning);
    yield cells;
  }
}

function typedCell(value: Value, { type }: Meaning): unknown {
  if (value === null) return null;
  if (type === 'time') return new Date(String(value));
  if (type === 'integer') return BigInt(value);
  return type === 'double' ? Number(value) : String(value);
}
