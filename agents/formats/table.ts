/** Tables of readings described in the configuration: one line in, one reading per configured column out. */
import type { LocalClock } from '#telemetry/time.ts';
import type { LineResult, ParsedReading } from './bluefors-line.ts';
import { refuse } from './bluefors-line.ts';
import { parseNumber } from './number.ts';
import type { TableColumn, TableFormat } from './table-config.ts';
import type { TimeReader } from './table-time.ts';
import { createTimeReader } from './table-time.ts';

/** Parses the lines of one file in order; header and comment lines give no records. */
export interface TableParser {
  line(text: string, number: number): LineResult<ParsedReading>;
}

/** Cells of a line; one trailing separator is not a cell. */
function cellsOf(line: string, separator: string): string[] {
  const cells =
    separator === 'blank'
      ? line.trim().split(/\s+/)
      : line.split(separator).map((cell) => cell.trim());
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells.map((cell) => cell.replace(/^"(.*)"$/, '$1'));
}

/** Place of a column in the row, or why it is not there. */
function place(column: string | number, names: readonly string[] | null): number | string {
  if (typeof column === 'number') return column - 1;
  if (names === null) return `column '${column}' is named, but no header row was read`;
  const found = names.indexOf(column);
  return found >= 0 ? found : `no column '${column}' in the header: ${names.join(', ')}`;
}

/** Whether a printed text is one of the marks, as text or as the same number (`300` marks `300.0`). */
function isMissing(
  cell: string,
  value: number | null | undefined,
  { missing }: TableColumn,
): boolean {
  return missing.some(
    (mark) => mark === cell || (mark !== '' && typeof value === 'number' && Number(mark) === value),
  );
}

/** Reads one cell, or says what is wrong with it. */
function readCell(
  column: TableColumn,
  cell: string,
  format: TableFormat,
  instant: { t: number; flag: ParsedReading['timeFlag'] },
): ParsedReading | string {
  const text = format.decimalComma ? cell.replace(',', '.') : cell;
  const value = parseNumber(text);
  const base = { channel: column.channel, t: instant.t, timeFlag: instant.flag, raw: cell };
  if (isMissing(cell, value, column))
    return { ...base, value: null, quality: column.missingQuality };
  if (value === null || cell === '') return { ...base, value: null, quality: 'missing' };
  if (value === undefined)
    return `${column.channel}: expected a number, found '${cell.slice(0, 40)}'`;
  const { scale, offset } = column;
  const scaled =
    scale === 1 && offset === 0 ? value : Number((value * scale + offset).toPrecision(15));
  return { ...base, value: scaled, quality: 'good' };
}

/** Places of the columns and of the time in a row, or why one is not there. */
function layOut(format: TableFormat, names: readonly string[] | null) {
  const times = format.timeColumns.map((column) => place(column, names));
  const columns = format.columns.map(({ column }) => place(column, names));
  const wrong = [...times, ...columns].find((at) => typeof at === 'string');
  if (typeof wrong === 'string') return wrong;
  return { times: times.map(Number), columns: columns.map(Number) };
}

/**
 * Makes a parser for one file. Throws a RangeError where the time pattern of the configuration is wrong;
 * its lines never throw.
 */
export function createTableParser(format: TableFormat, clock: LocalClock): TableParser {
  let startS: number | null = null;
  let names: readonly string[] | null = null;
  let layout: ReturnType<typeof layOut> | null = null;
  let readTime: TimeReader | null = createTimeReader(format.time, clock, null);
  if (format.time.kind === 'elapsed-s') readTime = null;
  const isComment = (text: string): boolean =>
    format.comment !== null && text.startsWith(format.comment);
  const data = (text: string): LineResult<ParsedReading> => {
    layout ??= layOut(format, names);
    if (typeof layout === 'string') return refuse(layout);
    readTime ??= createTimeReader(format.time, clock, startS);
    const cells = cellsOf(text, format.separator);
    const needed = Math.max(...layout.times, ...layout.columns) + 1;
    if (cells.length < needed) return refuse(`expected ${needed} columns, found ${cells.length}`);
    if (names !== null && cells.length > names.length) {
      return refuse(`expected ${names.length} columns, found ${cells.length}`);
    }
    const instant = readTime(layout.times.map((at) => cells[at] ?? '').join(' '));
    if (typeof instant === 'string') return refuse(instant);
    const records: ParsedReading[] = [];
    for (const [i, column] of format.columns.entries()) {
      const reading = readCell(column, cells[layout.columns[i] ?? 0] ?? '', format, instant);
      if (typeof reading === 'string') return refuse(reading);
      records.push(reading);
    }
    return { ok: true, records };
  };
  return {
    line(raw, number) {
      const text = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
      if (format.time.kind === 'elapsed-s' && number === format.time.startLine) {
        startS = parseNumber(text.replace(/^[^\d+-]*/, '').trim()) ?? null;
        return { ok: true, records: [] };
      }
      if (number === format.headerRow) {
        const bare = isComment(text) ? text.slice(format.comment?.length ?? 0) : text;
        names = cellsOf(bare, format.separator);
        return { ok: true, records: [] };
      }
      if (number < format.headerRow || text.trim() === '' || isComment(text))
        return { ok: true, records: [] };
      return data(text);
    },
  };
}
