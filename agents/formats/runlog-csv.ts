/** The existing run catalogue as a text table: tab or comma, quoted or not; every row raw, with its line. */

/** Columns of the catalogue, exactly and in this order. */
export const RUNLOG_COLUMNS = [
  'run',
  'data',
  'site',
  'timestamp',
  'softv',
  'cloud',
  'tape',
  'path cloud storage',
  'path tape storage',
  'runtime',
  'T_cav[mK]',
  'T_MC[mK]',
  'BIT',
  'cavity freq',
] as const;

/** A column of the collaboration's older run table. */
export type RunlogColumn = (typeof RUNLOG_COLUMNS)[number];

/** One row: its line in the file, the line itself, and its cells as printed (unquoted). */
export interface RunlogRow {
  readonly line: number;
  readonly raw: string;
  readonly cells: Readonly<Record<RunlogColumn, string>>;
}

/** A row that cannot be taken in; nothing else stops because of it. */
export interface RunlogProblem {
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}

/** Rows of the table, or the reason why it is none. */
export type RunlogResult =
  | {
      readonly ok: true;
      readonly rows: readonly RunlogRow[];
      readonly problems: readonly RunlogProblem[];
    }
  | { readonly ok: false; readonly reason: string };

const WIDTH = RUNLOG_COLUMNS.length;
const TIMESTAMP = RUNLOG_COLUMNS.indexOf('timestamp');

/** Splits a line into cells; a quote at the beginning of a cell quotes it, `""` inside is one quote. */
export function splitCells(line: string, separator: string): readonly string[] | string {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] !== '"') {
      const end = line.indexOf(separator, at);
      cells.push(line.slice(at, end < 0 ? undefined : end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let cell = '';
    let from = at + 1;
    for (;;) {
      const quote = line.indexOf('"', from);
      if (quote < 0) return `a quote that begins in column ${cells.length + 1} does not end`;
      cell += line.slice(from, quote);
      from = quote + 1;
      if (line[from] !== '"') break;
      cell += '"';
      from += 1;
    }
    if (from < line.length && line[from] !== separator) {
      return `text after the closing quote of column ${cells.length + 1}`;
    }
    cells.push(cell);
    if (from >= line.length) return cells;
    at = from + 1;
  }
  return cells;
}

/** The time holds a comma: in a comma table without quotes its two halves are put together again. */
function joinTimestamp(cells: readonly string[]): readonly string[] {
  const [date = '', time = ''] = cells.slice(TIMESTAMP, TIMESTAMP + 2);
  const isSplit =
    /^\s*\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\s*$/.test(date) && /^\s*\d{1,2}:\d{2}/.test(time);
  if (cells.length !== WIDTH + 1 || !isSplit) return cells;
  return [...cells.slice(0, TIMESTAMP), `${date},${time}`, ...cells.slice(TIMESTAMP + 2)];
}

/** Why the cells of a row cannot be taken in, or null. */
export function refuseCells(cells: Readonly<Record<RunlogColumn, string>>): string | null {
  for (const column of ['run', 'data'] as const) {
    if (cells[column].trim() === '') return `column '${column}' is empty`;
  }
  for (const column of ['cloud', 'tape'] as const) {
    if (!/^\s*[01]?\s*$/.test(cells[column])) {
      return `column '${column}': expected 0, 1 or nothing, found '${cells[column]}'`;
    }
  }
  for (const column of ['T_cav[mK]', 'T_MC[mK]'] as const) {
    if (!/^\s*([+-]?\d+([.,]\d*)?([eE][+-]?\d+)?)?\s*$/.test(cells[column])) {
      return `column '${column}': expected a number or nothing, found '${cells[column]}'`;
    }
  }
  return null;
}

/** Reads one row, or says why not. */
function readRow(line: string, separator: string): RunlogRow['cells'] | string {
  const split = splitCells(line, separator);
  if (typeof split === 'string') return split;
  const cells = joinTimestamp(split);
  if (cells.length !== WIDTH) return `expected ${WIDTH} columns, found ${cells.length}`;
  const [run = '', data = '', site = '', timestamp = '', softv = '', cloud = '', tape = ''] = cells;
  const [
    pathCloud = '',
    pathTape = '',
    runtime = '',
    tCav = '',
    tMc = '',
    bit = '',
    frequency = '',
  ] = cells.slice(7);
  const row = {
    run,
    data,
    site,
    timestamp,
    softv,
    cloud,
    tape,
    'path cloud storage': pathCloud,
    'path tape storage': pathTape,
    runtime,
    'T_cav[mK]': tCav,
    'T_MC[mK]': tMc,
    BIT: bit,
    'cavity freq': frequency,
  };
  return refuseCells(row) ?? row;
}

/** Both headers, one below the other. */
function found(line: string): string {
  const short = line.length <= 200 ? line : `${line.slice(0, 200)}…`;
  return `\n  expected: ${RUNLOG_COLUMNS.join(',')}\n  found:    ${short}`;
}

/** Separator of the header line where it is the catalogue's header, or what is wrong with it. */
function readHeader(line: string): { readonly separator: string } | { readonly reason: string } {
  for (const separator of [',', '\t']) {
    const cells = splitCells(line, separator);
    if (typeof cells === 'string' || cells.length < 2) continue;
    if (cells.length !== WIDTH) {
      return {
        reason: `the header has ${cells.length} columns, the run catalogue has ${WIDTH}${found(line)}`,
      };
    }
    const wrong = cells.findIndex((cell, i) => cell.trim() !== RUNLOG_COLUMNS[i]);
    if (wrong < 0) return { separator };
    return {
      reason: `header column ${wrong + 1}: expected '${RUNLOG_COLUMNS[wrong]}', found '${cells[wrong]}'`,
    };
  }
  return {
    reason: `the first line is not the header of the run catalogue${found(line)}`,
  };
}

/**
 * Parses the catalogue. A wrong header refuses the file; a bad row is reported with its line number and reason
 * and stops nothing. Blank lines are skipped. Quotes do not reach over the end of a line. Never throws.
 */
export function parseRunlog(text: string): RunlogResult {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const header = readHeader(lines[0] ?? '');
  if ('reason' in header) return { ok: false, reason: header.reason };
  const rows: RunlogRow[] = [];
  const problems: RunlogProblem[] = [];
  for (const [i, raw] of lines.entries()) {
    if (i === 0 || raw.trim() === '') continue;
    const cells = readRow(raw, header.separator);
    if (typeof cells === 'string') problems.push({ line: i + 1, raw, reason: cells });
    else rows.push({ line: i + 1, raw, cells });
  }
  return { ok: true, rows, problems };
}
