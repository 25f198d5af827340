/** Figures as a table for people, and as lines of JSON for machines. */

import type { Figure } from './figure.ts';

const HEADINGS = ['figure', 'value', 'unit', 'ratio', 'limit', '', 'against'];

/** Writes a figure as one line of JSON with exactly the fields of the contract. */
export function formatJson({ name, value, unit, against, ratio, limit, ok }: Figure): string {
  return JSON.stringify({ name, value, unit, against, ratio, limit, ok });
}

/** Writes figures as a table with aligned columns, four significant digits. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(toCells)];
  return alignColumns(rows);
}

/** Lays rows of cells out as columns of equal width; the first row has a cell for each column. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const [first = []] = rows;
  const widths = first.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function toCells({ name, value, unit, against, ratio, limit, ok }: Figure): string[] {
  const verdict = limit === null ? '' : ok ? 'holds' : 'BROKEN';
  return [name, digits(value), unit, digits(ratio), digits(limit), verdict, against ?? ''];
}

function digits(value: number | null): string {
  if (value === null) return '';
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
