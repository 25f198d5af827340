/** The runs that are shown, as data: the same rows, columns and order, numbers in SI with the unit in the name, times in UTC. */

import type { CellContext, Column, OutField } from './column.ts';
import type { RunRow } from './rows.ts';

export type OutValue = number | string | null;

/** One table: names and rows of values; times are ISO 8601. */
export interface OutTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly OutValue[])[];
}

/** Returns the shown columns' fields of every selected run, not only of those in sight. */
export function takeOut(
  rows: readonly RunRow[],
  columns: readonly Column[],
  context: CellContext,
): OutTable {
  const fields = outFields(columns);
  const value = (field: OutField, run: RunRow): OutValue => {
    const one = field.of(run, context);
    return field.type === 'TIMESTAMP' && typeof one === 'number'
      ? new Date(one).toISOString()
      : one;
  };
  return {
    names: fields.map(({ name }) => name),
    rows: rows.map((run) => fields.map((field) => value(field, run))),
  };
}

function outFields(columns: readonly Column[]): readonly OutField[] {
  return columns.flatMap(({ out }) => out);
}

/** CSV by RFC 4180: what is not known is an empty field. */
export function toCsv({ names, rows }: OutTable): string {
  const field = (value: OutValue): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** One object a run, in the order shown. */
export function toJson({ names, rows }: OutTable): string {
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]))),
  );
  return `[\n${objects.join(',\n')}\n]\n`;
}

export interface ParquetColumn {
  readonly name: string;
  /** UCUM code, by the ending of the name; null: none. */
  readonly unit: string | null;
  readonly description: string;
  readonly type: OutField['type'];
  readonly data: readonly (string | number | bigint | Date | null)[];
}

const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ['_hz', 'Hz'],
  ['_s', 's'],
  ['_k', 'K'],
  ['_t', 'T'],
  ['bytes', 'By'],
];

/** Columns for a Parquet writer: whole numbers as integers, times as timestamps in UTC. */
export function toParquetColumns(
  rows: readonly RunRow[],
  columns: readonly Column[],
  context: CellContext,
): readonly ParquetColumn[] {
  return columns.flatMap((column) =>
    column.out.map((field) => {
      const unit = UNITS.find(([ending]) => field.name.endsWith(ending))?.[1] ?? null;
      const data = rows.map((run) => stored(field, field.of(run, context)));
      return { name: field.name, unit, description: column.name, type: field.type, data };
    }),
  );
}

/** A value as the writer wants it. */
function stored({ type }: OutField, value: OutValue): ParquetColumn['data'][number] {
  if (typeof value !== 'number') return value;
  if (type === 'TIMESTAMP') return new Date(value);
  return type === 'INT64' ? BigInt(value) : value;
}
