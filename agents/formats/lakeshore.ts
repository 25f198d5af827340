/** Logs of a LakeShore 372 and its neighbours: a header `Time,1,2,…,8,` or `Time,Pressure(hPa),…`, naive local times. */
import type { LineResult, ParsedReading } from './bluefors-line.ts';
import { refuse } from './bluefors-line.ts';
import { cellsOf } from './cells.ts';
import type { HeadedColumn, HeadedFormat, HeadedOptions } from './headed.ts';
import { headedColumn } from './headed.ts';
import { readPrintedUnit, splitUnit, toChannelName } from './printed-unit.ts';
import type { HeadState, TableFormat } from './table-config.ts';
import { NO_HEAD } from './table-config.ts';
import type { TableParser } from './table.ts';
import { createTableParser } from './table.ts';

/** The logger prints exactly this for a thermometer beyond the end of its curve. */
const OUT_OF_RANGE = '300';

/** A column by its name in the header: a number is an input of the bridge, a name carries its unit. */
function columnOf(name: string, at: number): HeadedColumn | null {
  const column = at + 1;
  if (/^\d{1,2}$/.test(name)) {
    return headedColumn({
      column,
      channel: `ch${name}-t`,
      quantity: 'temperature',
      unit: 'K',
      label: null,
      missing: [OUT_OF_RANGE],
      missingQuality: 'over',
    });
  }
  const { name: words, unit: printed } = splitUnit(name);
  const unit = printed === null ? null : readPrintedUnit(printed);
  const channel = toChannelName(words);
  return unit === null || channel === ''
    ? null
    : headedColumn({ column, channel, ...unit, label: null });
}

/** Reads the header's columns, null where the line is no header of this format. */
function readHeader(text: string): readonly HeadedColumn[] | null {
  const [time, ...names] = cellsOf(text, ',');
  if (time?.replace(/^\uFEFF/, '') !== 'Time' || names.length === 0) return null;
  const columns = names.map((name, i) => columnOf(name, i + 1));
  const known = columns.filter((column) => column !== null);
  const isDouble = new Set(known.map(({ channel }) => channel)).size < known.length;
  return known.length < columns.length || isDouble ? null : known;
}

function toFormat(columns: readonly HeadedColumn[]): TableFormat {
  return {
    separator: ',',
    decimalComma: false,
    comment: null,
    headerRow: 0,
    firstRow: 1,
    timeColumns: [1],
    time: { kind: 'iso' },
    columns,
  };
}

class LakeshoreLog implements TableParser {
  readonly #options: HeadedOptions;
  #head: HeadState = NO_HEAD;
  #table: TableParser | null = null;

  constructor(options: HeadedOptions) {
    this.#options = options;
    const { names } = options.head ?? NO_HEAD;
    if (names !== null) this.#readHeader(names.join(','));
  }

  head(): HeadState {
    return this.#head;
  }

  line(text: string, number: number): LineResult<ParsedReading> {
    // A logger that is started again writes its header again.
    if (this.#readHeader(text)) return { ok: true, records: [] };
    if (text.trim() === '') return { ok: true, records: [] };
    if (this.#table !== null) return this.#table.line(text, number);
    return refuse(
      `expected a header 'Time,1,2,…' or 'Time,Name(unit),…', found '${text.slice(0, 40)}'`,
    );
  }

  #readHeader(text: string): boolean {
    const columns = readHeader(text);
    if (columns === null) return false;
    const names = cellsOf(text.replace(/^\uFEFF/, ''), ',');
    this.#head = { names, startS: null, cells: names.length };
    const { clock, onColumns } = this.#options;
    this.#table = createTableParser(toFormat(columns), clock, { ...NO_HEAD, cells: names.length });
    onColumns?.(columns);
    return true;
  }
}

/** LakeShore 372 logs, and those that the same logger writes of other instruments. */
export const lakeshore: HeadedFormat = {
  name: 'lakeshore',
  isHead: ([first = '']) => readHeader(first) !== null,
  open: (options) => new LakeshoreLog(options),
};
