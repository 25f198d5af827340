/** Offsets of a time zone from the system's own files (TZif, RFC 9636): Node's `Intl` knows the same, and costs an agent 7 MiB for ever. */

import { readFileSync } from 'node:fs';

/** Offset of a zone (local minus UTC, ms) at an instant (UTC ms). */
export type ZoneOffset = (t: number) => number;

const FOLDER = '/usr/share/zoneinfo';
const DAY_S = 86_400;

/** Returns the zone's offsets from the system's file, or null where there is none that is understood. */
export function readZoneFile(name: string, folder = FOLDER): ZoneOffset | null {
  if (!/^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) return null;
  try {
    return parseZoneFile(readFileSync(`${folder}/${name}`));
  } catch {
    return null;
  }
}

interface Counts {
  readonly isUt: number;
  readonly isStd: number;
  readonly leap: number;
  readonly times: number;
  readonly types: number;
  readonly letters: number;
}

const HEADER = 44;

/** Reads a TZif file of version 2 or newer; null where it is something else, or counts leap seconds. */
export function parseZoneFile(bytes: Buffer): ZoneOffset | null {
  if (bytes.toString('latin1', 0, 4) !== 'TZif' || (bytes[4] ?? 0) < 0x32) return null;
  const first = countsAt(bytes, 0);
  // The first block has times of 32 bits; the second says the same in 64.
  const start = HEADER + blockLength(first, 4);
  const counts = countsAt(bytes, start);
  if (counts.leap > 0) return null;
  const times = start + HEADER;
  const kinds = times + counts.times * 8;
  const types = kinds + counts.times;
  const footer = start + HEADER + blockLength(counts, 8);
  const rule = parseRule(bytes.toString('latin1', footer).trim());
  const offsetOfType = (type: number): number => bytes.readInt32BE(types + type * 6) * 1_000;
  const timeAt = (n: number): number => Number(bytes.readBigInt64BE(times + n * 8));
  return (t) => {
    const at = Math.floor(t / 1_000);
    let [low, high] = [0, counts.times];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeAt(middle) <= at) low = middle + 1;
      else high = middle;
    }
    if (low === counts.times && rule !== null) return rule(at) * 1_000;
    return offsetOfType(low === 0 ? 0 : (bytes[kinds + low - 1] ?? 0));
  };
}

function countsAt(bytes: Buffer, at: number): Counts {
  const read = (n: number): number => bytes.readUInt32BE(at + 20 + n * 4);
  return {
    isUt: read(0),
    isStd: read(1),
    leap: read(2),
    times: read(3),
    types: read(4),
    letters: read(5),
  };
}

function blockLength(counts: Counts, size: number): number {
  const { isUt, isStd, leap, times, types, letters } = counts;
  return times * (size + 1) + types * 6 + letters + leap * (size + 4) + isStd + isUt;
}

const NAME = String.raw`(?:[A-Za-z]+|<[^>]+>)`;
const CLOCK = String.raw`[+-]?\d+(?::\d+){0,2}`;
const DAY = String.raw`M(\d+)\.(\d)\.(\d)(?:/(${CLOCK}))?`;
const RULE = new RegExp(`^${NAME}(${CLOCK})(?:${NAME}(${CLOCK})?,${DAY},${DAY})?$`);

/** Reads what holds after the last transition (POSIX `TZ`, with month rules); null where there is none. Seconds throughout. */
function parseRule(text: string): ((at: number) => number) | null {
  const match = RULE.exec(text);
  if (match === null) return null;
  const standard = 0 - clockSeconds(match[1]);
  if (match[3] === undefined) return () => standard;
  const summer = match[2] === undefined ? standard + 3_600 : 0 - clockSeconds(match[2]);
  const begins = dayRule(match.slice(3, 7));
  const ends = dayRule(match.slice(7, 11));
  return (at) => {
    const year = new Date((at + standard) * 1_000).getUTCFullYear();
    const from = begins(year) - standard;
    const to = ends(year) - summer;
    const isSummer = from < to ? at >= from && at < to : at >= from || at < to;
    return isSummer ? summer : standard;
  };
}

/** `M<month>.<week>.<weekday>/<time>`: week 5 is the last. Returns local seconds since 1970 as if they were UTC. */
function dayRule(cells: readonly (string | undefined)[]): (year: number) => number {
  const [month = 0, week = 0, weekday = 0] = cells.slice(0, 3).map(Number);
  const time = cells[3] === undefined ? 7_200 : clockSeconds(cells[3]);
  return (year) => {
    const first = Date.UTC(year, month - 1, 1) / 1_000;
    const firstDay = new Date(first * 1_000).getUTCDay();
    let day = ((weekday - firstDay + 7) % 7) + (week - 1) * 7;
    const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
    while (day >= days) day -= 7;
    return first + day * DAY_S + time;
  };
}

function clockSeconds(text = '0'): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours * 3_600 + minutes * 60 + seconds);
}
