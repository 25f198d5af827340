/** How a row becomes text: SQL that lets the server write `(1,'text',NULL)` itself, as bytes, one row a line. */

export interface TableColumn {
  readonly name: string;
  /** As `information_schema.COLUMNS.DATA_TYPE` says: `bigint`, `varchar`, `enum`. */
  readonly type: string;
}

const NUMBERS = new Set(
  'tinyint smallint mediumint int bigint decimal float double year'.split(' '),
);
const BYTES = new Set('binary varbinary tinyblob blob mediumblob longblob bit'.split(' '));

/** Text of these many characters, bytes or points is never cut: the server's own limit of a packet is the only one. */
export function rowExpression(columns: readonly TableColumn[]): string {
  const cells = columns.map(cell).join(", ',', ");
  return `CAST(CONCAT('(', ${cells}, ')') AS BINARY)`;
}

/** The beginning of every statement that puts rows back. */
export function insertHead(table: string, columns: readonly TableColumn[]): string {
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  return `INSERT INTO ${quoteName(table)} (${names}) VALUES\n`;
}

/** A name in backquotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/**
 * Numbers as the server prints them (a DOUBLE in the fewest digits that give it back), text quoted with its line breaks
 * escaped, so that a line is a row; bytes in hexadecimal. Text is cast to bytes, so that no two collations meet.
 */
function cell({ name, type }: TableColumn): string {
  const column = quoteName(name);
  if (NUMBERS.has(type)) return `IFNULL(${column}, 'NULL')`;
  if (BYTES.has(type)) return `IFNULL(CONCAT('x''', HEX(${column}), ''''), 'NULL')`;
  // QUOTE escapes quotes, backslashes, NUL and Control-Z, and gives the word NULL for none.
  return `REPLACE(QUOTE(CAST(${column} AS BINARY)), '\\n', '\\\\n')`;
}
