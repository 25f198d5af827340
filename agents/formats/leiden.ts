/**
 * Logs of a Leiden Cryogenics refrigerator as its loggers write them: three comment lines (the instrument, the start in
 * epoch seconds, the columns), then rows of seconds since the start and values. Written from files of one refrigerator:
 * gauges, a level meter, and a resistance bridge whose every thermometer has a time of its own.
 */
import type { LineResult, ParsedReading } from './bluefors-line.ts';
import { refuse } from './bluefors-line.ts';
import { cellsOf } from './cells.ts';
import type { HeadedColumn, HeadedFormat, HeadedOptions } from './headed.ts';
import { headedColumn } from './headed.ts';
import { parseNumber } from './number.ts';
import { readPrintedUnit, splitUnit, toChannelName } from './printed-unit.ts';
import type { HeadState } from './table-config.ts';
import { NO_HEAD } from './table-config.ts';
import { readCell } from './table.ts';
import type { TableParser } from './table.ts';

/** A value column and the place of its time in the row, from 0. */
interface Timed {
  readonly column: HeadedColumn;
  readonly at: number;
  readonly timeAt: number;
}

/** The smallest positive number: what is zero or less is below the range. */
const ABOVE_ZERO = Number.MIN_VALUE;

/** `time since start LHe (cm) LN2 (cm)`: names with their units, without separators. */
function splitNames(text: string): string[] {
  if (text.includes(',')) return cellsOf(text, ',');
  const time = /^time since start/i.exec(text)?.[0] ?? '';
  const named = text.slice(time.length).split(')');
  return [time, ...named.filter((name) => name.includes('(')).map((name) => `${name.trim()})`)];
}

/** What a name measures; `gauges`: the instrument is a vacuum gauge, which prints mbar. */
function columnOf(printed: string, gauges: boolean, column: number): HeadedColumn | null {
  const bridge = /^([TR])(\d{1,2})$/i.exec(printed);
  if (bridge !== null) {
    const isTemperature = bridge[1]?.toUpperCase() === 'T';
    const channel = `ch${bridge[2] ?? ''}-${isTemperature ? 't' : 'r'}`;
    return isTemperature
      ? headedColumn({
          column,
          channel,
          quantity: 'temperature',
          unit: 'K',
          label: null,
          // The bridge answers 0 K where the resistance is not on the sensor's curve.
          missing: ['0'],
          missingQuality: 'uncalibrated',
          low: ABOVE_ZERO,
        })
      : headedColumn({
          column,
          channel,
          quantity: 'resistance',
          unit: 'Ohm',
          label: null,
          low: ABOVE_ZERO,
        });
  }
  const { name, unit: text } = splitUnit(printed);
  const unit = readPrintedUnit(text ?? (gauges ? 'mbar' : ''));
  const own = toChannelName(name);
  if (own === '') return null;
  const label = name;
  if (unit === null) return headedColumn({ column, channel: own, ...UNKNOWN, label });
  if (unit.quantity === 'pressure') {
    return headedColumn({ column, channel: `p-${own}`, ...unit, label, low: ABOVE_ZERO });
  }
  const low = SIGNED.has(unit.quantity) ? null : 0;
  return headedColumn({ column, channel: own, ...unit, label, low });
}

/** Quantities whose values may be below zero. */
const SIGNED: ReadonlySet<string> = new Set(['field', 'current', 'voltage']);

const UNKNOWN = { quantity: 'value', unit: '1' } as const;

/** Reads the names of the columns, null where they cannot be ones. */
function readColumns(names: readonly string[], gauges: boolean): readonly Timed[] | null {
  const columns: Timed[] = [];
  const seen = new Set<string>();
  let timeAt = -1;
  for (const [at, name] of names.entries()) {
    if (/^time\b/i.test(name)) {
      timeAt = at;
      continue;
    }
    const column = columnOf(name, gauges, at + 1);
    if (timeAt < 0 || column === null || seen.has(column.channel)) return null;
    seen.add(column.channel);
    columns.push({ column, at, timeAt });
  }
  return columns.length === 0 ? null : columns;
}

const isGauge = (instrument: string): boolean =>
  /gauge|pfeiffer|tpg|maxigauge|vacuum/i.test(instrument);

class LeidenLog implements TableParser {
  readonly #options: HeadedOptions;
  /** Names as told to `head`: the first is the instrument's. */
  #head: HeadState;
  #instrument = '';
  #columns: readonly Timed[] | null = null;

  constructor(options: HeadedOptions) {
    this.#options = options;
    this.#head = options.head ?? NO_HEAD;
    const [instrument = '', ...names] = this.#head.names ?? [];
    this.#instrument = instrument;
    if (names.length > 0) this.#useColumns(names);
  }

  head(): HeadState {
    return this.#head;
  }

  line(raw: string, number: number): LineResult<ParsedReading> {
    const text = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (text.trim() === '') return { ok: true, records: [] };
    if (text.startsWith('#')) return this.#comment(text.slice(1).trim());
    return this.#data(text);
  }

  /** A second head in one file begins anew: the logger was started again. */
  #comment(text: string): LineResult<ParsedReading> {
    const start = parseNumber(text);
    if (typeof start === 'number') {
      this.#head = { ...NO_HEAD, names: [this.#instrument], startS: start };
      this.#columns = null;
    } else if (this.#head.startS === null) this.#instrument = text;
    else if (this.#columns === null && /^time\b/i.test(text)) {
      if (!this.#useColumns(splitNames(text))) return refuse(`no names of columns: '${text}'`);
    }
    return { ok: true, records: [] };
  }

  #useColumns(names: readonly string[]): boolean {
    const columns = readColumns(names, isGauge(this.#instrument));
    if (columns === null) return false;
    this.#columns = columns;
    this.#head = { ...this.#head, names: [this.#instrument, ...names], cells: names.length };
    this.#options.onColumns?.(columns.map(({ column }) => column));
    return true;
  }

  #data(text: string): LineResult<ParsedReading> {
    const { startS, cells: expected } = this.#head;
    if (startS === null || this.#columns === null) {
      return refuse('a row before the head with the start and the names of the columns');
    }
    const cells = cellsOf(text, ',');
    if (cells.length !== expected) {
      return refuse(`expected ${expected ?? 0} columns, found ${cells.length}`);
    }
    const records: ParsedReading[] = [];
    for (const { column, at, timeAt } of this.#columns) {
      const since = parseNumber(cells[timeAt] ?? '');
      if (typeof since !== 'number') {
        return refuse(`time since start '${cells[timeAt] ?? ''}' is not a number`);
      }
      const instant = { t: Math.round((startS + since) * 1000), flag: null };
      const reading = readCell(column, cells[at] ?? '', false, instant);
      if (typeof reading === 'string') return refuse(reading);
      records.push(reading);
    }
    return { ok: true, records };
  }
}

/** Leiden logs; times are absolute, so that no zone is needed. */
export const leiden: HeadedFormat = {
  name: 'leiden',
  isHead: ([first = '', second = '']) =>
    first.replace(/^\uFEFF/, '').startsWith('#') && /^#\s*\d{9,10}(\.\d+)?\s*$/.test(second),
  open: (options) => new LeidenLog(options),
};
