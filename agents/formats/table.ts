/** Tables of readings described in the configuration: one line in, one reading per configured column out. */
import type { LocalClock } from '#telemetry/time.ts';
import type { LineResult, ParsedReading } from './bluefors-line.ts';
import { refuse } from './bluefors-line.ts';
import { cellsOf } from './cells.ts';
import { parseNumber } from './number.ts';
import { isMark, qualityInRange } from './plausible.ts';
import type { HeadState, TableColumn, TableFormat } from './table-config.ts';
import { NO_HEAD } from './table-config.ts';
import type { TimeReader } from './table-time.ts';
import { createTimeReader } from './table-time.ts';

/** Parses the lines of one file in order; header and comment lines give no records. */
export interface TableParser {
  /** Reads one line; `number` is its place in the file, from 1. */
  line(text: string, number: number): LineResult<ParsedReading>;
  /** What was learnt from the head: hand it over to go on in the middle of the file. */
  head(): HeadState;
}

/** Place of a column in the row, or why it is not there. */
function place(column: string | number, names: readonly string[] | null): number | string {
  if (typeof column === 'number') return column - 1;
  if (names === null) return `column '${column}' is named, but no header row was read`;
  const found = names.indexOf(column);
  return found >= 0 ? found : `no column '${column}' in the header: ${names.join(', ')}`;
}

/** An instant as a time reader gives it. */
type ReadInstant = Exclude<ReturnType<TimeReader>, string>;

/** Reads one cell, or says what is wrong with it. */
export function readCell(
  column: TableColumn,
  cell: string,
  decimalComma: boolean,
  { t, flag }: ReadInstant,
): ParsedReading | string {
  const { channel, scale, offset } = column;
  const value = parseNumber(decimalComma ? cell.replace(',', '.') : cell);
  const base = { channel, t, timeFlag: flag, raw: cell };
  if (isMark(column.missing, cell, value)) {
    return { ...base, value: null, quality: column.missingQuality };
  }
  if (value === null || cell === '') return { ...base, value: null, quality: 'missing' };
  if (value === undefined) return `${channel}: expected a number, found '${cell.slice(0, 40)}'`;
  const scaled =
    scale === 1 && offset === 0 ? value : Number((value * scale + offset).toPrecision(15));
  return { ...base, value: scaled, quality: qualityInRange(scaled, column) };
}

/** Places of the columns and of the time in a row, and how many cells a row has to have at least. */
interface Layout {
  readonly times: readonly number[];
  readonly columns: readonly number[];
  readonly needed: number;
}

function layOut(format: TableFormat, names: readonly string[] | null): Layout | string {
  const times = format.timeColumns.map((column) => place(column, names));
  const columns = format.columns.map(({ column }) => place(column, names));
  const wrong = [...times, ...columns].find((at) => typeof at === 'string');
  if (typeof wrong === 'string') return wrong;
  const places = { times: times.map(Number), columns: columns.map(Number) };
  return { ...places, needed: Math.max(...places.times, ...places.columns) + 1 };
}

/** The numbers that a header line holds behind its words: the start of elapsed times. */
function startOf(text: string): number | null {
  return parseNumber(text.replace(/^[^\d+-]*/, '').trim()) ?? null;
}

class ConfiguredTable implements TableParser {
  readonly #format: TableFormat;
  readonly #clock: LocalClock;
  #head: HeadState;
  #layout: Layout | string | null = null;
  #readTime: TimeReader | null = null;

  constructor(format: TableFormat, clock: LocalClock, head: HeadState) {
    this.#format = format;
    this.#clock = clock;
    this.#head = head;
    // A wrong pattern is found out here, not at the first line.
    if (format.time.kind !== 'elapsed-s') this.#readTime = createTimeReader(format, clock, null);
  }

  head(): HeadState {
    return this.#head;
  }

  line(raw: string, number: number): LineResult<ParsedReading> {
    const { time, headerRow, firstRow, separator, comment } = this.#format;
    const text = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    const isComment = comment !== null && text.startsWith(comment);
    if (time.kind === 'elapsed-s' && number === time.startLine) {
      this.#head = { ...this.#head, startS: startOf(text) };
    } else if (number === headerRow) {
      const bare = isComment ? text.slice(comment.length) : text;
      this.#head = { ...this.#head, names: cellsOf(bare, separator) };
    } else if (number >= firstRow && !isComment && text.trim() !== '') return this.#data(text);
    return { ok: true, records: [] };
  }

  #data(text: string): LineResult<ParsedReading> {
    const format = this.#format;
    this.#layout ??= layOut(format, this.#head.names);
    const layout = this.#layout;
    if (typeof layout === 'string') return refuse(layout);
    this.#readTime ??= createTimeReader(format, this.#clock, this.#head.startS);
    const cells = cellsOf(text, format.separator);
    const wrong = this.#checkCount(cells.length, layout.needed);
    if (wrong !== null) return refuse(wrong);
    const instant = this.#readTime(layout.times.map((at) => cells[at] ?? '').join(' '));
    if (typeof instant === 'string') return refuse(instant);
    const records: ParsedReading[] = [];
    for (const [i, column] of format.columns.entries()) {
      const cell = cells[layout.columns[i] ?? 0] ?? '';
      const reading = readCell(column, cell, format.decimalComma, instant);
      if (typeof reading === 'string') return refuse(reading);
      records.push(reading);
    }
    // Without a header the first good row says how many cells a row has, so that glued rows are told apart.
    if (this.#head.names === null && this.#head.cells === null) {
      this.#head = { ...this.#head, cells: cells.length };
    }
    return { ok: true, records };
  }

  #checkCount(found: number, needed: number): string | null {
    if (found < needed) return `expected ${needed} columns, found ${found}`;
    const { names, cells } = this.#head;
    const most = names?.length ?? cells;
    return most !== null && found > most ? `expected ${most} columns, found ${found}` : null;
  }
}

/**
 * Makes a parser for one file; `head`: what was learnt from its head, to go on in the middle.
 *
 * Throws a RangeError where the time pattern of the configuration is wrong; its lines never throw.
 */
export function createTableParser(
  format: TableFormat,
  clock: LocalClock,
  head: HeadState = NO_HEAD,
): TableParser {
  return new ConfiguredTable(format, clock, head);
}
