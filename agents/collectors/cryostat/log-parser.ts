/** Parsers of one log file, whatever its format: a line in, readings or events out, a clock that can go on later. */

import { recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import type { BlueforsEvent, LineResult, ParsedReading } from '#agents/formats/bluefors-line.ts';
import type { TableFormat } from '#agents/formats/table-config.ts';
import { createTableParser } from '#agents/formats/table.ts';
import type { LocalClockState } from '#telemetry/time.ts';
import { createLocalClock } from '#telemetry/time.ts';

export interface LogLine {
  readonly readings: readonly ParsedReading[];
  readonly events: readonly BlueforsEvent[];
}

export interface LogParser {
  /** Parses a line; `refused` says why it holds nothing. */
  line(text: string, number: number): LogLine | { readonly refused: string };
  clock(): LocalClockState;
  /** Lines at the beginning that must be parsed before any other, also when reading goes on later. */
  readonly headLines: number;
  /** Earliest source time that the file can hold, UTC ms. */
  readonly notBefore: number;
}

/** Makes the parser of a file, going on with a clock's state; null: not a log of this device. */
export type OpenParser = (
  fileName: string,
  resume: LocalClockState | undefined,
) => LogParser | null;

/** A day's file may hold stamps of the evening before, and its zone is not known to the name. */
const DAY_MARGIN_MS = 26 * 3_600_000;

const NOTHING: LogLine = { readings: [], events: [] };

function toLine(result: LineResult<ParsedReading>): LogLine | { readonly refused: string } {
  if (!result.ok) return { refused: result.reason };
  return result.records.length === 0 ? NOTHING : { readings: result.records, events: [] };
}

/** Parsers of a Bluefors day folder's files. */
export function blueforsParsers(zone: string): OpenParser {
  return (fileName, resume) => {
    const file = recogniseBluefors(fileName);
    if (file === null) return null;
    const clock = createLocalClock(resume === undefined ? { zone } : { zone, resume });
    const { channel, scale, day, parse } = file;
    const context = { clock, channel, scale, day };
    return {
      line(text) {
        if (parse.of === 'readings') return toLine(parse.line(text, context));
        const result = parse.line(text, context);
        return result.ok ? { readings: [], events: result.records } : { refused: result.reason };
      },
      clock: () => clock.state(),
      headLines: 0,
      notBefore: day - DAY_MARGIN_MS,
    };
  };
}

/** Parsers of tables that the configuration describes; `isTable` tells by its name whether a file is one. */
export function tableParsers(
  format: TableFormat,
  zone: string,
  isTable: (fileName: string) => boolean,
): OpenParser {
  const startLine = format.time.kind === 'elapsed-s' ? format.time.startLine : 0;
  return (fileName, resume) => {
    if (!isTable(fileName)) return null;
    const clock = createLocalClock(resume === undefined ? { zone } : { zone, resume });
    const parser = createTableParser(format, clock);
    return {
      line: (text, number) => toLine(parser.line(text, number)),
      clock: () => clock.state(),
      headLines: Math.max(format.headerRow, startLine),
      notBefore: Number.NEGATIVE_INFINITY,
    };
  };
}
