/** Reads all logs of one device side by side in the order of their times, so that readings can be judged by one another. */

import type { BlueforsJoin, JoinState, JoinedReading } from '#agents/formats/bluefors-join.ts';
import { HOLD_MS, createBlueforsJoin } from '#agents/formats/bluefors-join.ts';
import { errorCode } from '#telemetry/errors.ts';
import { span } from '#telemetry/otel/trace.ts';
import type { FoundLog, LogFile, LogPosition, RefusedLine } from './log-file.ts';
import { openLogFile, readLogPiece, releaseLines } from './log-file.ts';
import type { OpenParser } from './log-parser.ts';

/** Small pieces keep the files close together in time, and what is held small. */
const PIECE = 16 * 1024;

const AT_JOIN = { 'code.function.name': 'agents/formats/bluefors-join.ts#BlueforsJoin.take' };

export interface LogTrouble {
  readonly log: FoundLog;
  readonly reason: 'unreadable' | 'cut' | 'replaced' | 'gone';
  readonly message: string;
}

export interface LogRound {
  readonly readings: readonly JoinedReading[];
  readonly refused: readonly RefusedLine[];
  readonly troubles: readonly LogTrouble[];
  readonly lines: number;
  readonly bytes: number;
  /** Whether all files were read as far as they go. */
  readonly isAtEnd: boolean;
  /** Where each file that was read would begin again, by its key. */
  readonly positions: ReadonlyMap<string, LogPosition>;
}

export interface LogReader {
  readonly files: ReadonlyMap<string, LogFile>;
  /** Follows a file, once; false where its name is not that of a log. */
  follow(found: FoundLog, position: LogPosition | null): boolean;
  /** Says that a file may have grown. */
  touch(key: string): void;
  forget(key: string): void;
  /** Reads about `maxBytes`; `isLast`: nothing more will be written, so nothing is waited for. */
  read(options: { maxBytes: number; monotonic: number; isLast: boolean }): Promise<LogRound>;
  /** What the join remembers; without what is held, since that is read again. */
  state(): JoinState;
}

/** What a reader works with. */
interface Reading {
  readonly openParser: OpenParser;
  readonly holdMs: number;
  readonly join: BlueforsJoin;
  readonly files: Map<string, LogFile>;
  /** Monotonic time at which the last line was read. */
  arrivedAt: number;
  /** Everything up to this source time was given. */
  horizon: number;
}

/** Makes a reader. `isJudged`: a Bluefors device, whose readings wait a little for the bridge's errors. */
export function createLogReader(options: {
  openParser: OpenParser;
  isJudged: boolean;
  resume?: JoinState;
}): LogReader {
  const { openParser, isJudged, resume } = options;
  const holdMs = isJudged ? HOLD_MS : 0;
  const files = new Map<string, LogFile>();
  const reading: Reading = {
    openParser,
    holdMs,
    join: createBlueforsJoin(resume === undefined ? { holdMs } : { holdMs, resume }),
    files,
    arrivedAt: Number.NEGATIVE_INFINITY,
    horizon: Number.NEGATIVE_INFINITY,
  };
  return {
    files,
    follow(found, position) {
      if (files.has(found.key)) return true;
      const file = openLogFile(found, openParser, position);
      if (file !== null) files.set(found.key, file);
      return file !== null;
    },
    touch(key) {
      const file = files.get(key);
      if (file !== undefined) file.isAtEnd = false;
    },
    forget: (key) => void files.delete(key),
    read: async (limits) => await readRound(reading, limits),
    state() {
      const { held: _, events, ...rest } = reading.join.state();
      return { ...rest, held: [], events: events.filter(({ t }) => t <= reading.horizon) };
    },
  };
}

/** The file that lags most behind, of those with something to read. */
function findLagging({ files }: Reading): LogFile | null {
  let best: LogFile | null = null;
  for (const file of files.values()) {
    if (!file.isAtEnd && (best === null || file.lastT < best.lastT)) best = file;
  }
  return best;
}

/** The newest source time that was read. */
function findNewest({ files }: Reading): number {
  let t = Number.NEGATIVE_INFINITY;
  for (const file of files.values()) if (file.position !== null) t = Math.max(t, file.lastT);
  return t;
}

/** The source time up to which no file can bring anything more. */
function findReach(reading: Reading, monotonic: number, isLast: boolean): number {
  const { holdMs, arrivedAt } = reading;
  const lagging = findLagging(reading);
  if (lagging !== null) return lagging.lastT - 1 + holdMs;
  if (isLast || monotonic - arrivedAt >= holdMs) return Number.POSITIVE_INFINITY;
  return findNewest(reading);
}

/** What one round gathers. */
class Gathered {
  readonly refused: RefusedLine[] = [];
  readonly troubles: LogTrouble[] = [];
  readonly read = new Set<LogFile>();
  lines = 0;
  bytes = 0;
}

async function readRound(
  reading: Reading,
  { maxBytes, monotonic, isLast }: { maxBytes: number; monotonic: number; isLast: boolean },
): Promise<LogRound> {
  const out = new Gathered();
  for (
    let file = findLagging(reading);
    file !== null && out.bytes < maxBytes;
    file = findLagging(reading)
  ) {
    await readInto(reading, file, out, monotonic);
  }
  const limit = findReach(reading, monotonic, isLast);
  const readings = await span('judge', AT_JOIN, () => reading.join.take(limit));
  const given = Number.isFinite(limit) ? limit - reading.holdMs : findNewest(reading);
  reading.horizon = Math.max(reading.horizon, given);
  const isAtEnd = findLagging(reading) === null;
  const { refused, troubles, lines, bytes } = out;
  const positions = release(reading, out.read);
  return { readings, refused, troubles, lines, bytes, isAtEnd, positions };
}

/** Forgets the lines that were given; tells where each file that was read would begin again. */
function release(
  { files, horizon }: Reading,
  read: ReadonlySet<LogFile>,
): ReadonlyMap<string, LogPosition> {
  const positions = new Map<string, LogPosition>();
  for (const file of files.values()) {
    const wasHeld = file.held.length > 0;
    const position = releaseLines(file, horizon);
    if (position !== null && (wasHeld || read.has(file))) positions.set(file.found.key, position);
  }
  return positions;
}

async function readInto(
  reading: Reading,
  file: LogFile,
  out: Gathered,
  monotonic: number,
): Promise<void> {
  try {
    const before = file.position?.tail.offset ?? 0;
    const piece = await readLogPiece(file, reading.openParser, PIECE);
    if (piece.restart !== null) {
      const message = `the file was ${piece.restart} and is read from its beginning`;
      out.troubles.push({ log: file.found, reason: piece.restart, message });
    }
    if (piece.lines > 0) reading.arrivedAt = monotonic;
    out.lines += piece.lines;
    out.bytes += Math.max(0, file.size - before);
    out.refused.push(...piece.refused);
    reading.join.addEvents(piece.events);
    reading.join.addReadings(piece.readings);
    out.read.add(file);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    file.isAtEnd = true;
    const reason = code === 'ENOENT' ? 'gone' : 'unreadable';
    out.troubles.push({ log: file.found, reason, message: `cannot be read (${code})` });
  }
}
