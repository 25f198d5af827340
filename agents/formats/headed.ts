/** Formats whose columns stand in the file's own head: what they give, whatever the format. */
import type { LocalClock } from '#telemetry/time.ts';
import type { HeadState, TableColumn } from './table-config.ts';
import type { TableParser } from './table.ts';

/** A column as the head describes it. */
export interface HeadedColumn extends TableColumn {
  readonly label: string | null;
}

/** What a parser of such a format needs. */
export interface HeadedOptions {
  readonly clock: LocalClock;
  /** To go on in the middle of a file. */
  readonly head?: HeadState;
  /** Told the columns as soon as the head is read, also when going on. */
  readonly onColumns?: (columns: readonly HeadedColumn[]) => void;
}

/** How a table with a header is to be read: separator, columns, zone. */
export interface HeadedFormat {
  readonly name: 'leiden' | 'lakeshore';
  /** Whether the first lines of a file are those of this format. */
  readonly isHead: (lines: readonly string[]) => boolean;
  /** Begins a file; the parser takes its lines in order. */
  readonly open: (options: HeadedOptions) => TableParser;
}

/** A column with neither marks nor range. */
export function headedColumn(
  column: Pick<HeadedColumn, 'column' | 'channel' | 'quantity' | 'unit' | 'label'> &
    Partial<HeadedColumn>,
): HeadedColumn {
  return {
    scale: 1,
    offset: 0,
    missing: [],
    missingQuality: 'missing',
    low: null,
    high: null,
    ...column,
  };
}
