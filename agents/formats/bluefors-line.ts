/** What every Bluefors log line has in common: a stamp `dd-mm-yy,HH:MM:SS,` and what one line gives. */
import type { LocalClock, TimeFlag } from '#telemetry/time.ts';
import { naiveTime } from '#telemetry/time.ts';
import { parseNumber } from './number.ts';
import type { Quality } from '#telemetry/facts/quality.ts';

/** What a parser has to know of the file a line came from. */
export interface LineContext {
  /** Clock of this file: it must see the lines in file order. */
  readonly clock: LocalClock;
  /** Channel name the file's name gives (`ch6-t`, `flow`), where one file is one channel. */
  readonly channel: string;
  /** Factor from the printed unit to SI (mbar to Pa is 100, mmol/s to mol/s is 1e-3). */
  readonly scale: number;
  /** Day of the file's name as naive UTC midnight, or null: a stamp far from it is refused. */
  readonly day: number | null;
}

/** One value read: `raw` is the text as printed, `value` is in SI units, null where it is no number. */
export interface ParsedReading {
  readonly channel: string;
  readonly t: number;
  readonly timeFlag: TimeFlag | null;
  readonly value: number | null;
  readonly quality: Quality;
  readonly raw: string;
}

/** One line of an `Errors` file, such as `Ch6,T. OVER`. */
export interface BlueforsEvent {
  readonly t: number;
  /** Thermometer number. */
  readonly sensor: number;
  /** The instrument's words as printed. */
  readonly text: string;
}

/** What a line gave; a line that does not parse says why and loses nothing else. */
export type LineResult<Record> =
  | { readonly ok: true; readonly records: readonly Record[] }
  | { readonly ok: false; readonly reason: string };

/** A line's stamp and where the rest begins. */
export interface Stamped {
  readonly t: number;
  readonly flag: TimeFlag | null;
  readonly rest: number;
}

const DAY_MS = 86_400_000;

function digits2(line: string, at: number): number {
  const tens = line.charCodeAt(at) - 48;
  const units = line.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN;
}

/** Refuses with a reason. */
export function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/** Position of the first character that is not a blank. */
function skipBlanks(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9) at += 1;
  return at;
}

/** Reads `dd-mm-yy,HH:MM:SS,` (leading blanks allowed), or says what is wrong with it. */
export function readStamp(line: string, context: LineContext): Stamped | string {
  const at = skipBlanks(line);
  const isShaped =
    line[at + 2] === '-' &&
    line[at + 5] === '-' &&
    line[at + 8] === ',' &&
    line[at + 11] === ':' &&
    line[at + 14] === ':' &&
    line[at + 17] === ',';
  if (!isShaped) return `expected dd-mm-yy,HH:MM:SS, at the start, found '${line.slice(0, 24)}'`;
  const naive = naiveTime(
    2000 + digits2(line, at + 6),
    digits2(line, at + 3),
    digits2(line, at),
    digits2(line, at + 9),
    digits2(line, at + 12),
    digits2(line, at + 15),
  );
  if (Number.isNaN(naive)) return `no such date or time: '${line.slice(at, at + 17)}'`;
  const { day } = context;
  if (day !== null && (naive < day - DAY_MS || naive >= day + 2 * DAY_MS)) {
    return `date ${line.slice(at, at + 8)} (day-month-year) is not the day in the file's name`;
  }
  const { t, flag } = context.clock.read(naive);
  return { t, flag, rest: at + 18 };
}

/** Makes a reading of a value's text, or says what is wrong with it; `nan` is a reading without a value. */
export function readValue(
  channel: string,
  stamp: Stamped,
  text: string,
  scale = 1,
): ParsedReading | string {
  const raw = text.trim();
  const value = parseNumber(raw);
  if (value === undefined) return `${channel}: expected a number, found '${raw.slice(0, 40)}'`;
  return {
    channel,
    t: stamp.t,
    timeFlag: stamp.flag,
    value: value === null || scale === 1 ? value : Number((value * scale).toPrecision(15)),
    quality: value === null ? 'missing' : 'good',
    raw,
  };
}
