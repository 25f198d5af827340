/** Times: naive local stamps of a file read with an IANA zone to UTC milliseconds, and UTC written for people. */

import { readZoneFile } from './zone-file.ts';
import type { ZoneOffset } from './zone-file.ts';

const SLOT_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** Out-of-order stamps up to this size are jitter of the writer, not the end of summer time. */
const JITTER_MS = 2_000;

/** Times that a catalogue holds, UTC ms: 1970-01-01 to 2100-01-01. Instruments of ours live between them. */
export const EARLIEST_MS = 0;
/** The first ms of the year 2100: a later time is a mistake. */
export const LATEST_MS = 4_102_444_800_000;

/** Why a stamp is not one plain instant: `second` and `first` are the two passes of the hour that comes twice, `impossible` lies in the hour that is skipped. */
export type TimeFlag = 'first' | 'second' | 'impossible';

/** An instant in UTC milliseconds with what was special about its local stamp. */
export interface Instant {
  /** UTC ms. */
  readonly t: number;
  /** Null: a plain instant. */
  readonly flag: TimeFlag | null;
}

/** What a clock has to remember so that reading a file can go on later where it stopped. */
export interface LocalClockState {
  /** The last stamp as if it were UTC, ms; null: none was read yet. */
  readonly naive: number | null;
  readonly second: boolean;
}

/** Reads naive stamps of one file, in file order. */
export interface LocalClock {
  /** Gives the instant of a naive stamp (milliseconds as if the stamp were UTC). */
  read(naive: number): Instant;
  /** What to hand to `createLocalClock` as `resume` to go on from here. */
  state(): LocalClockState;
}

/** Offsets (local minus UTC, ms) valid for a quarter hour of local time. */
interface Slot {
  readonly first: number;
  readonly second: number;
  readonly kind: 'plain' | 'twice' | 'never';
}

interface Zone {
  readonly slot: (naive: number) => Slot;
}

const zones = new Map<string, Zone>();

/** Offset of a zone (local minus UTC) at an instant: from the system's zone file, else asked from Intl. */
function offsetReader(name: string): ZoneOffset {
  return readZoneFile(name) ?? askIntl(name);
}

function askIntl(name: string): ZoneOffset {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (t) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(t)) part[type] = Number(value);
    const get = (key: string): number => part[key] ?? 0;
    const local = Date.UTC(
      get('year'),
      get('month') - 1,
      get('day'),
      get('hour'),
      get('minute'),
      get('second'),
    );
    return local - Math.floor(t / 1000) * 1000;
  };
}

/** Works out which offsets a quarter hour of local time may have. */
function resolveSlot(start: number, offsetAt: (t: number) => number): Slot {
  const before = offsetAt(start - DAY_MS);
  const after = offsetAt(start + DAY_MS);
  const isValid = (offset: number): boolean => offsetAt(start - offset) === offset;
  if (before === after) return { first: before, second: before, kind: 'plain' };
  if (isValid(before) && isValid(after)) return { first: before, second: after, kind: 'twice' };
  if (isValid(before)) return { first: before, second: before, kind: 'plain' };
  if (isValid(after)) return { first: after, second: after, kind: 'plain' };
  return { first: before, second: before, kind: 'never' };
}

/** The zone's slots, cached: a day of a log asks Intl about a hundred times. */
function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const offsetAt = offsetReader(name);
  const slots = new Map<number, Slot>();
  const zone: Zone = {
    slot(naive) {
      const key = Math.floor(naive / SLOT_MS);
      let slot = slots.get(key);
      if (slot === undefined) {
        if (slots.size > 100_000) slots.clear();
        slot = resolveSlot(key * SLOT_MS, offsetAt);
        slots.set(key, slot);
      }
      return slot;
    },
  };
  zones.set(name, zone);
  return zone;
}

/** Whether the running system knows an IANA zone such as `Europe/Rome`. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Makes a clock for one file written in local time.
 *
 * In the hour that comes twice a step back selects the second pass; without one the first pass is taken.
 * A stamp in the hour that is skipped is read with the offset before the change and flagged `impossible`.
 * @throws RangeError when the zone is not known; check with `isTimeZone` where the name comes from a person.
 */
export function createLocalClock({
  zone,
  resume,
}: {
  zone: string;
  resume?: LocalClockState;
}): LocalClock {
  const { slot } = zoneOf(zone);
  let last = resume?.naive ?? null;
  let second = resume?.second ?? false;
  let cachedKey = Number.NaN;
  let cached: Slot = { first: 0, second: 0, kind: 'plain' };
  return {
    read(naive) {
      const key = Math.floor(naive / SLOT_MS);
      if (key !== cachedKey) {
        cached = slot(naive);
        cachedKey = key;
      }
      const before = last;
      last = naive;
      if (cached.kind === 'plain') {
        second = false;
        return { t: naive - cached.first, flag: null };
      }
      if (cached.kind === 'never') return { t: naive - cached.first, flag: 'impossible' };
      if (before !== null && before - naive > JITTER_MS) second = true;
      return second
        ? { t: naive - cached.second, flag: 'second' }
        : { t: naive - cached.first, flag: 'first' };
    },
    state: () => ({ naive: last, second }),
  };
}

/** Days in a month of the Gregorian calendar (`month` 1 to 12). */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

let dayKey = -1;
let dayStart = 0;

/** Naive milliseconds of a calendar date and time of day, or NaN where there is no such date or time. */
export function naiveTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60)) return Number.NaN;
  if (!(second >= 0 && second < 60 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) {
    return Number.NaN;
  }
  const key = (year * 16 + month) * 32 + day;
  if (key !== dayKey) {
    if (!(year >= 1900 && year <= 9999) || day > daysInMonth(year, month)) return Number.NaN;
    dayStart = Date.UTC(year, month - 1, day);
    dayKey = key;
  }
  return dayStart + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** UTC as ISO 8601, without milliseconds where they are zero: `2026-06-20T05:39:10Z`. */
export function formatUtcIso(t: number): string {
  return new Date(t).toISOString().replace('.000Z', 'Z');
}

/** UTC for people: `2026-06-20 05:39:10 UTC`. */
export function formatUtc(t: number): string {
  return `${new Date(t).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
