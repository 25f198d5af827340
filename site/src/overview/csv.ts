/** A table as a link that holds it: RFC 4180, so that what a page shows can be taken along without a server. */

export type CsvCell = string | number | null;

/** Returns the table as text; null is an empty cell. */
export function csvText(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Returns the table as an address that a link can carry. */
export function csvHref(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return `data:text/csv;charset=utf-8,${encodeURIComponent(csvText(header, rows))}`;
}

function cell(value: CsvCell): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
