/** One log file that is followed: where reading stands, and where it would have to begin again. */

import type { FilePath } from '#agents/sources/file-path.ts';
import type { TailPosition, TailRead } from '#agents/sources/tail.ts';
import { readRotated } from '#agents/sources/rotated.ts';
import { LONGEST, readTail } from '#agents/sources/tail.ts';
import { span } from '#telemetry/otel/trace.ts';
import { EARLIEST_MS, LATEST_MS } from '#telemetry/time.ts';
import type { LogLine, LogParser, NamedLog, OpenParser, ParserState } from './log-parser.ts';

const AT_TAIL = { 'code.function.name': 'agents/sources/tail.ts#readTail' };
const AT_PARSE = { 'code.function.name': 'agents/collectors/cryostat/log-file.ts#parseLines' };

/** A log file as it was found. */
export interface FoundLog extends NamedLog {
  readonly path: FilePath;
  /** `<folder>/<file name>` below the device's path, or the file name alone. */
  readonly key: string;
}

/** What the cursor keeps of a file. */
export interface LogPosition {
  readonly tail: TailPosition;
  readonly parser: ParserState;
}

/** A line that holds readings not delivered yet: reading begins here after a restart. */
interface HeldLine extends LogPosition {
  readonly t: number;
}

/** A line of a log that could not be read, with the reason. */
export interface RefusedLine {
  readonly log: FoundLog;
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}

/** A log that is followed, and what is known of it so far. */
export interface LogFile {
  readonly found: FoundLog;
  parser: LogParser;
  position: LogPosition | null;
  held: HeldLine[];
  /** Source time of the last line, or the earliest it can have. */
  lastT: number;
  isAtEnd: boolean;
  partial: TailRead['partial'];
  /** Size at the last look, bytes. */
  size: number;
}

/** Opens a file to be followed; null where its name is not that of a log. */
export function openLogFile(
  found: FoundLog,
  openParser: OpenParser,
  position: LogPosition | null,
): LogFile | null {
  const parser = openParser(found, position?.parser);
  if (parser === null) return null;
  return {
    found,
    parser,
    position,
    held: [],
    lastT: parser.notBefore,
    isAtEnd: false,
    partial: null,
    size: -1,
  };
}

/** What some lines gave. */
interface ParsedLines extends LogLine {
  readonly lines: number;
  readonly refused: readonly RefusedLine[];
}

/** What a piece of a log gave, and from which bytes. */
export interface LogPiece extends ParsedLines {
  readonly restart: TailRead['restart'];
}

/** An instrument's clock may be ahead, and its zone be the wrong one; a reading from farther ahead is none. */
const AHEAD_MS = 86_400_000;

/**
 * Reads the next piece of a file and parses it. A line whose time is more than a day after both `now` and the file's
 * last write is refused: either clock may be behind, but not both. @throws the system's error.
 */
export async function readLogPiece(
  file: LogFile,
  openParser: OpenParser,
  { maxBytes, now }: { maxBytes: number; now: number },
): Promise<LogPiece> {
  const { found } = file;
  const read = await span('read', AT_TAIL, () =>
    readTail(found.path, file.position?.tail ?? null, maxBytes),
  );
  const rest: ParsedLines[] = [];
  if (read.restart !== null) {
    if (file.position !== null) rest.push(...(await readRest(file, openParser, maxBytes, now)));
    file.parser = openParser(found, undefined) ?? file.parser;
    file.held = [];
  }
  const latest = Math.max(now, read.mtimeMs) + AHEAD_MS;
  const piece = await span('parse', AT_PARSE, () => parseLines(file, openParser, read, latest));
  file.position = { tail: read.position, parser: file.parser.state() };
  file.size = read.position.offset;
  file.isAtEnd = read.isAtEnd;
  file.partial = read.partial;
  return { ...joinParsed([...rest, piece]), restart: read.restart };
}

/** What was written to a file after the last look and before it was rotated away. */
async function readRest(
  file: LogFile,
  openParser: OpenParser,
  maxBytes: number,
  now: number,
): Promise<ParsedLines[]> {
  const { found, position } = file;
  if (position === null) return [];
  const rest: ParsedLines[] = [];
  for await (const { path, read } of readRotated(found.path, position.tail, maxBytes)) {
    const latest = Math.max(now, read.mtimeMs) + AHEAD_MS;
    const parsed = parseLines(file, openParser, read, latest);
    const log = { ...found, path };
    const refused = parsed.refused.map((line) => ({ ...line, log }));
    const { partial } = read;
    if (partial !== null && partial.text.trim() !== '') {
      refused.push({ log, line: partial.number, raw: partial.text, reason: CUT });
    }
    rest.push({ ...parsed, refused });
  }
  return rest;
}

function joinParsed(parts: readonly ParsedLines[]): ParsedLines {
  const [first, ...others] = parts;
  if (first !== undefined && others.length === 0) return first;
  return {
    readings: parts.flatMap(({ readings }) => readings),
    events: parts.flatMap(({ events }) => events),
    refused: parts.flatMap(({ refused }) => refused),
    lines: parts.reduce((sum, { lines }) => sum + lines, 0),
  };
}

/** Why a last line without its end is no line. */
export const CUT = 'the last line is cut: it has no end of line';

const TOO_LONG = `the line is longer than ${String(LONGEST)} bytes and was left out`;

/** Why a time cannot be one of a reading, null where it can. */
function judgeTime(t: number, latest: number): string | null {
  if (t >= EARLIEST_MS && t <= Math.min(latest, LATEST_MS)) return null;
  const said = Math.abs(t) <= 8.64e15 ? new Date(t).toISOString() : String(t);
  return t < EARLIEST_MS
    ? `its time, ${said}, is before 1970`
    : `its time, ${said}, lies in the future`;
}

function findWrongTime(of: readonly { readonly t: number }[], latest: number): string | null {
  for (const { t } of of) {
    const wrong = judgeTime(t, latest);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Parses the lines of a piece in their order, with the parser that fits the file; what does not parse is refused by its line. */
export function parseLines(
  file: LogFile,
  openParser: OpenParser,
  read: Pick<TailRead, 'lines' | 'position'>,
  latest: number,
): ParsedLines {
  const readings: LogLine['readings'][number][] = [];
  const events: LogLine['events'][number][] = [];
  const refused: RefusedLine[] = [];
  for (const { text, number, offset, isWhole } of read.lines) {
    const before = file.parser.state();
    const refuse = (reason: string): void => {
      refused.push({ log: file.found, line: number, raw: text, reason });
    };
    if (!isWhole) {
      refuse(TOO_LONG);
      continue;
    }
    const parsed = file.parser.line(text, number);
    if ('refused' in parsed) {
      refuse(parsed.refused);
      continue;
    }
    const wrong = findWrongTime(parsed.readings, latest) ?? findWrongTime(parsed.events, latest);
    if (wrong !== null) {
      refuse(wrong);
      // Such a stamp must not tell the clock that time has stepped back.
      file.parser = openParser(file.found, before) ?? file.parser;
      continue;
    }
    const t = parsed.readings[0]?.t ?? parsed.events[0]?.t;
    if (t === undefined) continue;
    file.lastT = Math.max(file.lastT, t);
    const tail = { ...read.position, ...LINE_BEGINS, offset, line: number };
    file.held.push({ t, parser: before, tail });
    for (const reading of parsed.readings) readings.push(reading);
    for (const event of parsed.events) events.push(event);
  }
  return { readings, events, refused, lines: read.lines.length };
}

/** At the beginning of a line that is not the first of a piece; what stands before it is not told. */
const LINE_BEGINS = { endLength: 0, endCrc: 0, isInside: false } as const;

/** Forgets the lines that are delivered: those up to `horizon`. Gives where reading would begin again. */
export function releaseLines(file: LogFile, horizon: number): LogPosition | null {
  const first = file.held.findIndex(({ t }) => t > horizon);
  file.held = first < 0 ? [] : file.held.slice(first);
  const next = file.held[0];
  if (next === undefined) return file.position;
  return { tail: next.tail, parser: next.parser };
}
