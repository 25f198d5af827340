/** Parsers of one log file, whatever its format: a line in, readings or events out, a state from which reading can go on later. */

import { recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import type { BlueforsEvent, LineResult, ParsedReading } from '#agents/formats/bluefors-line.ts';
import type { HeadedColumn, HeadedFormat } from '#agents/formats/headed.ts';
import type { ValueRule } from '#agents/formats/plausible.ts';
import { applyRule } from '#agents/formats/plausible.ts';
import type { HeadState, TableFormat } from '#agents/formats/table-config.ts';
import { NO_HEAD } from '#agents/formats/table-config.ts';
import type { TableParser } from '#agents/formats/table.ts';
import { createTableParser } from '#agents/formats/table.ts';
import type { LocalClock, LocalClockState } from '#telemetry/time.ts';
import { createLocalClock } from '#telemetry/time.ts';

export interface LogLine {
  readonly readings: readonly ParsedReading[];
  readonly events: readonly BlueforsEvent[];
}

/** What has to be known to go on in the middle of a file: its clock, and what its head said. */
export interface ParserState extends LocalClockState {
  readonly head: HeadState;
}

export interface LogParser {
  /** Parses a line; `refused` says why it holds nothing. */
  line(text: string, number: number): LogLine | { readonly refused: string };
  state(): ParserState;
  /** Earliest source time that the file can hold, UTC ms. */
  readonly notBefore: number;
}

/** A log by its names: that of the file, and its key within the device. */
export interface NamedLog {
  readonly name: string;
  readonly key: string;
}

/** Makes the parser of a file, going on from a state; null: not a log of this device. */
export type OpenParser = (log: NamedLog, resume: ParserState | undefined) => LogParser | null;

/** A day's file may hold stamps of the evening before, and its zone is not known to the name. */
const DAY_MARGIN_MS = 26 * 3_600_000;

const NOTHING: LogLine = { readings: [], events: [] };

function toLine(result: LineResult<ParsedReading>): LogLine | { readonly refused: string } {
  if (!result.ok) return { refused: result.reason };
  return result.records.length === 0 ? NOTHING : { readings: result.records, events: [] };
}

const clockOf = (zone: string, resume: ParserState | undefined): LocalClock =>
  createLocalClock(resume === undefined ? { zone } : { zone, resume });

/** Parsers of a Bluefors day folder's files. */
export function blueforsParsers(zone: string): OpenParser {
  return ({ name }, resume) => {
    const file = recogniseBluefors(name);
    if (file === null) return null;
    const clock = clockOf(zone, resume);
    const { channel, scale, day, parse } = file;
    const context = { clock, channel, scale, day };
    return {
      line(text) {
        if (parse.of === 'readings') return toLine(parse.line(text, context));
        const result = parse.line(text, context);
        return result.ok ? { readings: [], events: result.records } : { refused: result.reason };
      },
      state: () => ({ ...clock.state(), head: NO_HEAD }),
      notBefore: day - DAY_MARGIN_MS,
    };
  };
}

function tableParser(table: TableParser, clock: LocalClock): LogParser {
  return {
    line: (text, number) => toLine(table.line(text, number)),
    state: () => ({ ...clock.state(), head: table.head() }),
    notBefore: Number.NEGATIVE_INFINITY,
  };
}

/** Parsers of tables that the configuration describes; `isTable` tells by its name whether a file is one. */
export function tableParsers(
  format: TableFormat,
  zone: string,
  isTable: (fileName: string) => boolean,
): OpenParser {
  return ({ name }, resume) => {
    if (!isTable(name)) return null;
    const clock = clockOf(zone, resume);
    return tableParser(createTableParser(format, clock, resume?.head), clock);
  };
}

/** Parsers of files whose head describes their columns, which `onColumns` is told. */
export function headedParsers(
  { open }: HeadedFormat,
  zone: string,
  isLog: (log: NamedLog) => boolean,
  onColumns: (columns: readonly HeadedColumn[]) => void,
): OpenParser {
  return (log, resume) => {
    if (!isLog(log)) return null;
    const clock = clockOf(zone, resume);
    const head = resume?.head ?? NO_HEAD;
    return tableParser(open({ clock, head, onColumns }), clock);
  };
}

/** Parsers whose readings are held to what the configuration says of their channels. */
export function withRules(
  openParser: OpenParser,
  rules: ReadonlyMap<string, ValueRule>,
): OpenParser {
  if (rules.size === 0) return openParser;
  const judge = (reading: ParsedReading): ParsedReading => {
    const rule = rules.get(reading.channel);
    return rule === undefined ? reading : applyRule(reading, rule);
  };
  return (log, resume) => {
    const parser = openParser(log, resume);
    if (parser === null) return null;
    return {
      ...parser,
      line(text, number) {
        const parsed = parser.line(text, number);
        if ('refused' in parsed || parsed.readings.length === 0) return parsed;
        return { ...parsed, readings: parsed.readings.map(judge) };
      },
    };
  };
}
