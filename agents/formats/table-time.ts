/** Turns the time text of a table's row into UTC milliseconds by the configured format. */
import type { Instant, LocalClock } from '#telemetry/time.ts';
import { naiveTime } from '#telemetry/time.ts';
import { parseNumber } from './number.ts';
import type { TableFormat } from './table-config.ts';

/** The largest time that JavaScript's dates can tell. */
const MOST_MS = 8.64e15;

/** Reads one time, or says what is wrong with it. */
export type TimeReader = (text: string) => Instant | string;

/** The letters of a pattern and how many digits each takes. */
const FIELDS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<short>\\d{2})',
  MM: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
  SSS: '(?<fraction>\\d{1,6})',
};

/** Compiles a pattern; a letter that is no field is an error of the configuration and throws a RangeError. */
export function compilePattern(pattern: string): RegExp {
  let source = '';
  for (const part of pattern.match(/yyyy|yy|MM|dd|HH|mm|ss|SSS|[^]/g) ?? []) {
    const field = FIELDS[part];
    if (field !== undefined) source += field;
    else if (/[A-Za-z]/.test(part)) {
      throw new RangeError(
        `time pattern '${pattern}': '${part}' is none of ${Object.keys(FIELDS).join(', ')}`,
      );
    } else source += part === ' ' ? '\\s+' : part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`);
}

function naiveReader(shape: RegExp, clock: LocalClock): TimeReader {
  return (text) => {
    const groups = shape.exec(text.trim())?.groups;
    if (!groups) return `time '${text}' does not have the configured form`;
    const year = groups['year'] ?? (groups['short'] === undefined ? '' : `20${groups['short']}`);
    const naive = naiveTime(
      Number(year),
      Number(groups['month'] ?? 1),
      Number(groups['day'] ?? 1),
      Number(groups['hour'] ?? 0),
      Number(groups['minute'] ?? 0),
      Number(groups['second'] ?? 0),
    );
    if (Number.isNaN(naive)) return `no such date or time: '${text}'`;
    return clock.read(naive + Math.round(Number(`0.${groups['fraction'] ?? '0'}`) * 1000));
  };
}

function isoReader(clock: LocalClock): TimeReader {
  const naive = naiveReader(compilePattern('yyyy-MM-dd HH:mm:ss'), clock);
  return (text) => {
    const plain = text.trim().replace(/^(\d{4}-\d\d-\d\d)T/, '$1 ');
    const fraction = /^(.*:\d\d)[.,](\d{1,9})$/.exec(plain);
    if (/(?:Z|[+-]\d\d:?\d\d)$/i.test(plain) && plain.length > 17) {
      const t = Date.parse(plain.replace(' ', 'T'));
      return Number.isNaN(t) ? `no such date or time: '${text}'` : { t, flag: null };
    }
    const instant = naive(fraction?.[1] ?? plain);
    if (typeof instant === 'string' || !fraction) return instant;
    return { ...instant, t: instant.t + Math.round(Number(`0.${fraction[2]}`) * 1000) };
  };
}

/** 1904-01-01 00:00 UTC, from which LabVIEW counts seconds. */
const LABVIEW_MS = Date.UTC(1904, 0, 1);

/** Day 0 of spreadsheets, right for every day from 1900-03-01 on. */
const EXCEL_MS = Date.UTC(1899, 11, 30);

const DAY_MS = 86_400_000;

/** Reads a number of `factor` ms since `start`; `clock` where that is local time. */
function numberReader(
  { decimalComma }: Pick<TableFormat, 'decimalComma'>,
  factor: number,
  start: number,
  clock: LocalClock | null = null,
): TimeReader {
  return (text) => {
    const plain = text.trim();
    const value = parseNumber(decimalComma ? plain.replace(',', '.') : plain);
    if (value === undefined || value === null) return `time '${text}' is not a number`;
    const t = Math.round(start + value * factor);
    if (!(Math.abs(t) <= MOST_MS)) return `time '${text}' is out of range`;
    return clock === null ? { t, flag: null } : clock.read(t);
  };
}

/** Makes the reader of a table's times; `startS` is the header's start for elapsed ones. Throws on a bad pattern. */
export function createTimeReader(
  format: Pick<TableFormat, 'time' | 'decimalComma'>,
  clock: LocalClock,
  startS: number | null,
): TimeReader {
  const { time } = format;
  switch (time.kind) {
    case 'pattern':
      return naiveReader(compilePattern(time.pattern), clock);
    case 'iso':
      return isoReader(clock);
    case 'epoch-s':
      return numberReader(format, 1000, 0);
    case 'epoch-ms':
      return numberReader(format, 1, 0);
    case 'labview-s':
      return numberReader(format, 1000, LABVIEW_MS);
    case 'excel-days':
      return numberReader(format, DAY_MS, EXCEL_MS, clock);
    case 'elapsed-s':
      return startS === null
        ? () => `the start time in header line ${time.startLine} could not be read`
        : numberReader(format, 1000, startS * 1000);
  }
}
