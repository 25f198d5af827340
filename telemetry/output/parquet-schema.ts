/** How our columns are declared in Parquet, so that every reader sees the same types. */

import type { SchemaElement } from 'hyparquet';

import type { Meaning } from './columns.ts';

/**
 * Times say both ways that they are UTC: readers of today want the logical type (DuckDB and Polars take a time without
 * it for a local one), older ones the converted type.
 */
const DECLARED: Readonly<Record<Meaning['type'], Omit<SchemaElement, 'name'>>> = {
  double: { type: 'DOUBLE' },
  integer: { type: 'INT64' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

/** The schema of a file with these columns, each of which may be null. */
export function parquetSchema(
  columns: readonly { readonly name: string; readonly meaning: Meaning }[],
): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, meaning }) => ({
      name,
      repetition_type: 'OPTIONAL' as const,
      ...DECLARED[meaning.type],
    })),
  ];
}
