/** The instruments' wall clocks: UTC written as naive local time, as their logs have it. */

const SLOT_MS = 15 * 60_000;

/** A local date and time in two-digit fields, and the naive instant they stand for. */
export interface LocalStamp {
  /** Milliseconds as if the local time were UTC. */
  readonly naive: number;
  /** `26-11-23`: year, month, day, as in folder and file names. */
  readonly fileDay: string;
  /** `23-11-26`: day, month, year, as inside the logs. */
  readonly lineDay: string;
  /** `10:02:14`. */
  readonly time: string;
}

/** Gives the local stamp of an instant. */
export type LocalTime = (t: number) => LocalStamp;

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function offsetOf(format: Intl.DateTimeFormat, t: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(t)) part[type] = Number(value);
  const get = (key: string): number => part[key] ?? 0;
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'));
  return local - Math.floor(t / 60_000) * 60_000;
}

/** Makes the wall clock of an IANA zone; the offset is asked once for each quarter hour. */
export function createLocalTime(zone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  let slot = Number.NaN;
  let offset = 0;
  return (t) => {
    if (Math.floor(t / SLOT_MS) !== slot) {
      slot = Math.floor(t / SLOT_MS);
      offset = offsetOf(format, slot * SLOT_MS);
    }
    const date = new Date(t + offset);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const [yy, mm, dd] = [two(year % 100), two(month), two(day)];
    return {
      naive: t + offset,
      fileDay: `${yy}-${mm}-${dd}`,
      lineDay: `${dd}-${mm}-${yy}`,
      time: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`,
    };
  };
}

/** `2026-11-23 10:02:14`, as spreadsheets and LabVIEW tables have it. */
export function isoLocal(stamp: LocalStamp): string {
  return `20${stamp.fileDay} ${stamp.time}`;
}
