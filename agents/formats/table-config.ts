/** How the configuration describes a table of readings: separator, time, columns, marks. */
import type { ValueRule } from './plausible.ts';

/** How times are written: naive ones are read with the device's zone. */
export type TimeFormat =
  /** Letters `yyyy yy MM dd HH mm ss SSS` with any separators between, such as `dd/MM/yyyy HH:mm:ss`. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** ISO 8601; with an offset or Z it is absolute, without it is naive. */
  | { readonly kind: 'iso' }
  | { readonly kind: 'epoch-s' }
  | { readonly kind: 'epoch-ms' }
  /** Seconds since 1904-01-01 00:00 UTC, as LabVIEW counts. */
  | { readonly kind: 'labview-s' }
  /** Days since 1899-12-30 00:00 as a spreadsheet counts them, naive. */
  | { readonly kind: 'excel-days' }
  /** Seconds since a start: a number in a header line (`startLine`, counted from 1), epoch seconds. */
  | { readonly kind: 'elapsed-s'; readonly startLine: number };

/** One column that becomes a channel; its marks and its range belong to the value after scaling. */
export interface TableColumn extends ValueRule {
  /** Name in the header row, or place in the row (1 is the first). */
  readonly column: string | number;
  readonly channel: string;
  readonly quantity: string;
  /** Unit after scaling. */
  readonly unit: string;
  /** Factor and offset from the printed number: value = printed * scale + offset. */
  readonly scale: number;
  readonly offset: number;
}

/** A table of readings; `headerRow` is the line (from 1) that names the columns, 0 where none does. */
export interface TableFormat {
  /** One character, or `blank` for any run of spaces and tabs. */
  readonly separator: string;
  readonly decimalComma: boolean;
  readonly comment: string | null;
  readonly headerRow: number;
  /** First line of data; the lines before it are not read, but for the header and the start. */
  readonly firstRow: number;
  /** Columns whose texts, joined by a blank, are the time. */
  readonly timeColumns: readonly (string | number)[];
  readonly time: TimeFormat;
  readonly columns: readonly TableColumn[];
}

/** What a parser learnt from the head of a file and needs for every line that follows; kept beside the position. */
export interface HeadState {
  /** The names of the columns. */
  readonly names: readonly string[] | null;
  /** Start of elapsed times, epoch seconds. */
  readonly startS: number | null;
  /** Cells of a row where no header names them. */
  readonly cells: number | null;
}

/** Nothing learnt yet. */
export const NO_HEAD: HeadState = { names: null, startS: null, cells: null };
