/** Reads all logs of one device side by side in the order of their times, so that readings can be judged by one another. */

import type { JoinState, JoinedReading } from '#agents/formats/bluefors-join.ts';
import { HOLD_MS, createBlueforsJoin } from '#agents/formats/bluefors-join.ts';
import { errorCode } from '#telemetry/errors.ts';
import type { FoundLog, LogFile, LogPosition, RefusedLine } from './log-file.ts';
import { openLogFile, readLogPiece, releaseLines } from './log-file.ts';
import type { OpenParser } from './log-parser.ts';

/** Small pieces keep the files close together in time, and what is held small. */
const PIECE = 16 * 1024;

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

/** Makes a reader. `isJudged`: a Bluefors device, whose readings wait a little for the bridge's errors. */
export function createLogReader(options: {
  openParser: OpenParser;
  isJudged: boolean;
  resume?: JoinState;
}): LogReader {
  const { openParser, isJudged, resume } = options;
  const holdMs = isJudged ? HOLD_MS : 0;
  const join = createBlueforsJoin(resume === undefined ? { holdMs } : { holdMs, resume });
  const files = new Map<string, LogFile>();
  let arrivedAt = Number.NEGATIVE_INFINITY;
  /** Everything up to this source time was given. */
  let horizon = Number.NEGATIVE_INFINITY;

  /** The file that lags most behind, of those with something to read. */
  function next(): LogFile | null {
    let best: LogFile | null = null;
    for (const file of files.values()) {
      if (!file.isAtEnd && (best === null || file.lastT < best.lastT)) best = file;
    }
    return best;
  }

  /** The newest source time that was read. */
  function newest(): number {
    let t = Number.NEGATIVE_INFINITY;
    for (const file of files.values()) if (file.position !== null) t = Math.max(t, file.lastT);
    return t;
  }

  /** The source time up to which no file can bring anything more. */
  function reach(monotonic: number, isLast: boolean): number {
    const lagging = next();
    if (lagging !== null) return lagging.lastT - 1 + holdMs;
    if (isLast || monotonic - arrivedAt >= holdMs) return Number.POSITIVE_INFINITY;
    return newest();
  }

  async function readInto(file: LogFile, out: Gathered, monotonic: number): Promise<void> {
    try {
      const before = file.position?.tail.offset ?? 0;
      const piece = await readLogPiece(file, openParser, PIECE);
      if (piece.restart !== null) {
        const message = `the file was ${piece.restart} and is read from its beginning`;
        out.troubles.push({ log: file.found, reason: piece.restart, message });
      }
      if (piece.lines > 0) arrivedAt = monotonic;
      out.lines += piece.lines;
      out.bytes += Math.max(0, file.size - before);
      out.refused.push(...piece.refused);
      join.addEvents(piece.events);
      join.addReadings(piece.readings);
      out.read.add(file);
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      file.isAtEnd = true;
      const reason = code === 'ENOENT' ? 'gone' : 'unreadable';
      out.troubles.push({ log: file.found, reason, message: `cannot be read (${code})` });
    }
  }

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
    async read({ maxBytes, monotonic, isLast }) {
      const out = new Gathered();
      for (let file = next(); file !== null && out.bytes < maxBytes; file = next()) {
        await readInto(file, out, monotonic);
      }
      const limit = reach(monotonic, isLast);
      const readings = join.take(limit);
      horizon = Math.max(horizon, Number.isFinite(limit) ? limit - holdMs : newest());
      const positions = new Map<string, LogPosition>();
      for (const file of files.values()) {
        const isHeld = file.held.length > 0;
        const position = releaseLines(file, horizon);
        if (position !== null && (isHeld || out.read.has(file))) {
          positions.set(file.found.key, position);
        }
      }
      const { refused, troubles, lines, bytes } = out;
      return { readings, refused, troubles, lines, bytes, isAtEnd: next() === null, positions };
    },
    state() {
      const { held: _, events, ...rest } = join.state();
      return { ...rest, held: [], events: events.filter(({ t }) => t <= horizon) };
    },
  };
}

/** What one round gathers. */
class Gathered {
  readonly refused: RefusedLine[] = [];
  readonly troubles: LogTrouble[] = [];
  readonly read = new Set<LogFile>();
  lines = 0;
  bytes = 0;
}
