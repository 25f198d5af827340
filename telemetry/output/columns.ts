/** Rows of data on their way out: named columns, each with the value that every format prints. */

export type Value = string | number | boolean | null;

/** What a column holds, for formats with types: `time` is ISO 8601 text in the value, UTC milliseconds in the format. */
export interface Meaning {
  readonly type: 'double' | 'integer' | 'text' | 'time';
  /** UCUM code; null: none. */
  readonly unit: string | null;
  readonly description: string;
}

export interface Column<Row> {
  readonly name: string;
  readonly value: (row: Row) => Value;
  /** What a table on a terminal shows instead of the value. */
  readonly show?: (row: Row) => string;
  /** Needed by Parquet. */
  readonly meaning?: Meaning;
}

export type Write = (text: string) => Promise<void>;

/** Text of a time column: ISO 8601 UTC with milliseconds; null stays null. */
export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** A time for a table: `2026-11-20 10:00:05`, UTC; a dash where it is not known. */
export function shortTime(ms: number | null): string {
  return ms === null ? '–' : new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
