/** Rows as `LOAD DATA` reads them, cut into pieces that one packet to the server may hold. */

export type BulkCell = string | number | null;
export type BulkRow = readonly BulkCell[];
/** Rows in batches of any size, as they come to hand. */
export type BulkRows = Iterable<readonly BulkRow[]> | AsyncIterable<readonly BulkRow[]>;

/** The driver sends a local file as one packet; the default `max_allowed_packet` is 16 MB. */
export const PIECE_BYTES = 8_000_000;

const SPECIAL = /[\\\t\n\r\0]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};

/** Returns a row as one line: cells between tabs, NULL as `\N`, escaped as MariaDB's manual says for LOAD DATA. */
export function formatRow(row: BulkRow): string {
  let line = '';
  for (let index = 0; index < row.length; index += 1) {
    if (index > 0) line += '\t';
    line += formatCell(row[index] ?? null);
  }
  return `${line}\n`;
}

function formatCell(cell: BulkCell): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'number') return String(cell);
  if (!SPECIAL.test(cell)) return cell;
  return cell.replaceAll(/[\\\t\n\r\0]/g, (found) => ESCAPES[found] ?? found);
}

export interface Piece {
  readonly text: string;
  /** Number of its first row among all rows, from 1. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Cuts rows into pieces of at most `bytes`; only a row that is longer by itself makes a longer one. */
export async function* cutPieces(rows: BulkRows, bytes = PIECE_BYTES): AsyncGenerator<Piece> {
  let lines: string[] = [];
  let size = 0;
  let firstRow = 1;
  for await (const batch of rows) {
    for (const row of batch) {
      const line = formatRow(row);
      const length = Buffer.byteLength(line);
      if (size + length > bytes && lines.length > 0) {
        yield { text: lines.join(''), firstRow, rows: lines.length };
        firstRow += lines.length;
        lines = [];
        size = 0;
      }
      lines.push(line);
      size += length;
    }
  }
  if (lines.length > 0) yield { text: lines.join(''), firstRow, rows: lines.length };
}
