/** CSV as RFC 4180 has it: a header, CRLF-free lines, quotes only where they are needed; null is an empty cell. */

import type { Column, Value, Write } from './columns.ts';

/** Text gathered before it is written, characters. */
const CHUNK = 64 * 1024;

/** Writes a header and a line for every row, as the rows come. */
export async function writeCsv<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  write: Write,
): Promise<void> {
  let text = `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  for await (const row of rows) {
    text += `${columns.map(({ value }) => csvCell(value(row))).join(',')}\n`;
    if (text.length < CHUNK) continue;
    await write(text);
    text = '';
  }
  await write(text);
}

/** One cell: quoted where it holds a comma, a quote or a line break. */
export function csvCell(value: Value): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
