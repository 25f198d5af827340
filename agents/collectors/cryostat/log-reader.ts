/** Reads all logs of one device side by side in the order of their times, so that readings can be judged by one another. */

import type { BlueforsJoin, JoinState, JoinedReading } from '#agents/formats/bluefors-join.ts';
import { HOLD_MS, createBlueforsJoin } from '#agents/formats/bluefors-join.ts';
import { errorCode } from '#telemetry/errors.ts';
import { span } from '#telemetry/otel/trace.ts';
import type { Calibrate } from './calibrate.ts';
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

export interface ReadLimits {
  /** Bytes of a round, about. */
  readonly maxBytes: number;
  readonly monotonic: number;
  /** Now, UTC ms: a line from the future is refused. */
  readonly now: number;
  /** Nothing more will be written, so nothing is waited for. */
  readonly isLast: boolean;
}

export interface LogReader {
  readonly files: ReadonlyMap<string, LogFile>;
  /** Follows a file, once; false where its name is not that of a log. */
  follow(found: FoundLog, position: LogPosition | null): boolean;
  /** Says that a file may have grown. */
  touch(key: string): void;
  forget(key: string): void;
  read(limits: ReadLimits): Promise<LogRound>;
  /** What the join remembers; without what is held, since that is read again. */
  state(): JoinState;
}

/** What a reader works with. */
interface Reading {
  readonly openParser: OpenParser;
  readonly calibrate: Calibrate;
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
  calibrate: Calibrate;
  resume?: JoinState;
}): LogReader {
  const { openParser, isJudged, calibrate, resume } = options;
  const holdMs = isJudged ? HOLD_MS : 0;
  const files = new Map<string, LogFile>();
  const reading: Reading = {
    openParser,
    calibrate,
    holdMs,
    join: createBlueforsJoin({ isJudged, holdMs, ...(resume === undefined ? {} : { resume }) }),
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
  { maxBytes, monotonic, now, isLast }: ReadLimits,
): Promise<LogRound> {
  const out = new Gathered();
  for (
    let file = findLagging(reading);
    file !== null && out.bytes < maxBytes;
    file = findLagging(reading)
  ) {
    await readInto(reading, file, out, { monotonic, now });
  }
  // What came from a file that is gone cannot be read again: it waits for nothing.
  const isRotated = out.troubles.some(({ reason }) => reason === 'cut' || reason === 'replaced');
  const limit = isRotated ? Number.POSITIVE_INFINITY : findReach(reading, monotonic, isLast);
  const judged = await span('judge', AT_JOIN, () => reading.join.take(limit));
  const readings = reading.calibrate(judged);
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
  { monotonic, now }: { monotonic: number; now: number },
): Promise<void> {
  try {
    const before = file.position?.tail.offset ?? 0;
    const piece = await readLogPiece(file, reading.openParser, { maxBytes: PIECE, now });
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
