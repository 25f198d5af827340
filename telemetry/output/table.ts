/** A table for a terminal: columns as wide as what they hold, numbers to the right. */

import type { Column, Value } from './columns.ts';

/** Lays out rows; the head is in capitals so that it is told apart without colours. */
export function layOutTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) =>
    columns.map(({ value, show }) => (show === undefined ? plain(value(row)) : show(row))),
  );
  const head = columns.map(({ name }) => name.toUpperCase().replaceAll('_', ' '));
  const isNumber = columns.map(({ value }) => rows.some((row) => typeof value(row) === 'number'));
  const widths = head.map((name, i) =>
    cells.reduce((width, line) => Math.max(width, length(line[i] ?? '')), length(name)),
  );
  const lines = [head, ...cells].map((line) =>
    line
      .map((cell, i) => pad(cell, widths[i] ?? 0, isNumber[i] ?? false))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function plain(value: Value): string {
  return value === null ? '–' : String(value);
}

function pad(cell: string, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - length(cell)));
  return toTheRight ? space + cell : cell + space;
}

/** Length in characters as they are seen, near enough: code points. */
function length(text: string): number {
  return [...text].length;
}
