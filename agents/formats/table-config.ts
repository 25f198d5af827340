/** How the configuration describes a table of readings: separator, time, columns, marks. */

/** How times are written: naive ones are read with the device's zone. */
export type TimeFormat =
  /** Letters `yyyy yy MM dd HH mm ss SSS` with any separators between, such as `dd/MM/yyyy HH:mm:ss`. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** ISO 8601; with an offset or Z it is absolute, without it is naive. */
  | { readonly kind: 'iso' }
  | { readonly kind: 'epoch-s' }
  | { readonly kind: 'epoch-ms' }
  /** Seconds since a start: a number in a header line (`startLine`, counted from 1), epoch seconds. */
  | { readonly kind: 'elapsed-s'; readonly startLine: number };

/** One column that becomes a channel. */
export interface TableColumn {
  /** Name in the header row, or place in the row (1 is the first). */
  readonly column: string | number;
  readonly channel: string;
  readonly quantity: string;
  /** Unit after scaling. */
  readonly unit: string;
  /** Factor and offset from the printed number: value = printed * scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** Printed texts or numbers that mean "not measured", and the quality they stand for. */
  readonly missing: readonly string[];
  readonly missingQuality: 'missing' | 'over' | 'under' | 'off';
}

/** A table of readings; `headerRow` is the line (from 1) that names the columns, 0 where none does. */
export interface TableFormat {
  /** One character, or `blank` for any run of spaces and tabs. */
  readonly separator: string;
  readonly decimalComma: boolean;
  readonly comment: string | null;
  readonly headerRow: number;
  /** Columns whose texts, joined by a blank, are the time. */
  readonly timeColumns: readonly (string | number)[];
  readonly time: TimeFormat;
  readonly columns: readonly TableColumn[];
}
