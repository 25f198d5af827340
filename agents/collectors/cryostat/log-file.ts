/** One log file that is followed: where reading stands, and where it would have to begin again. */

import type { FilePath } from '#agents/sources/file-path.ts';
import type { TailPosition, TailRead } from '#agents/sources/tail.ts';
import { readTail } from '#agents/sources/tail.ts';
import { span } from '#telemetry/otel/trace.ts';
import type { LocalClockState } from '#telemetry/time.ts';
import type { LogLine, LogParser, OpenParser } from './log-parser.ts';

const AT_TAIL = { 'code.function.name': 'agents/sources/tail.ts#readTail' };
const AT_PARSE = { 'code.function.name': 'agents/collectors/cryostat/log-file.ts#parseLines' };

/** A log file as it was found. */
export interface FoundLog {
  readonly path: FilePath;
  /** `<folder>/<file name>` below the device's path, or the file name alone. */
  readonly key: string;
  readonly name: string;
}

/** What the cursor keeps of a file. */
export interface LogPosition {
  readonly tail: TailPosition;
  readonly clock: LocalClockState;
}

/** A line that holds readings not delivered yet: reading begins here after a restart. */
interface HeldLine extends LogPosition {
  readonly t: number;
}

export interface RefusedLine {
  readonly log: FoundLog;
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}

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
  const parser = openParser(found.name, position?.clock);
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

export interface LogPiece extends LogLine {
  readonly lines: number;
  readonly refused: readonly RefusedLine[];
  readonly restart: TailRead['restart'];
}

/** Reads the next piece of a file and parses it. @throws the system's error. */
export async function readLogPiece(
  file: LogFile,
  openParser: OpenParser,
  maxBytes: number,
): Promise<LogPiece> {
  const { found } = file;
  const isResumed = file.position !== null && file.size < 0;
  if (isResumed && file.parser.headLines > 0) await readHead(file);
  const read = await span('read', AT_TAIL, () =>
    readTail(found.path, file.position?.tail ?? null, maxBytes),
  );
  if (read.restart !== null) {
    file.parser = openParser(found.name, undefined) ?? file.parser;
    file.held = [];
  }
  const piece = await span('parse', AT_PARSE, () => parseLines(file, read));
  file.position = { tail: read.position, clock: file.parser.clock() };
  file.size = read.position.offset;
  file.isAtEnd = read.isAtEnd;
  file.partial = read.partial;
  return { ...piece, restart: read.restart };
}

/** Parses the header again, which the rest of the file cannot be read without. */
async function readHead(file: LogFile): Promise<void> {
  const head = await readTail(file.found.path, null, 64 * 1024);
  for (const { text, number } of head.lines) {
    if (number <= file.parser.headLines) file.parser.line(text, number);
  }
}

/** Parses the lines of a piece in their order, with the parser that fits the file; what does not parse is refused by its line. */
export function parseLines(file: LogFile, read: TailRead): Omit<LogPiece, 'restart'> {
  const readings: LogLine['readings'][number][] = [];
  const events: LogLine['events'][number][] = [];
  const refused: RefusedLine[] = [];
  for (const { text, number, offset } of read.lines) {
    const clock = file.parser.clock();
    const parsed = file.parser.line(text, number);
    if ('refused' in parsed) {
      refused.push({ log: file.found, line: number, raw: text, reason: parsed.refused });
      continue;
    }
    const t = parsed.readings[0]?.t ?? parsed.events[0]?.t;
    if (t === undefined) continue;
    file.lastT = Math.max(file.lastT, t);
    file.held.push({ t, clock, tail: { ...read.position, offset, line: number } });
    for (const reading of parsed.readings) readings.push(reading);
    for (const event of parsed.events) events.push(event);
  }
  return { readings, events, refused, lines: read.lines.length };
}

/** Forgets the lines that are delivered: those up to `horizon`. Gives where reading would begin again. */
export function releaseLines(file: LogFile, horizon: number): LogPosition | null {
  const first = file.held.findIndex(({ t }) => t > horizon);
  file.held = first < 0 ? [] : file.held.slice(first);
  const next = file.held[0];
  if (next === undefined) return file.position;
  return { tail: beginningOf(next.tail), clock: next.clock };
}

/** The head of a file is told up to where reading begins again. */
function beginningOf(tail: TailPosition): TailPosition {
  return tail.offset >= tail.headLength ? tail : { ...tail, headLength: 0, headCrc: 0 };
}
