/** Columns that are alike: of words, counts and temperatures. */

import { formatCount, showText } from '#telemetry/units.ts';
import { raw } from '../text/html.ts';
import * as cells from './cells.ts';
import type { Column, RangeValues, SetValues } from './column.ts';
import type { RunRow } from './rows.ts';

/** What every campaign has. */
export const always = (): boolean => true;

/** A quantity of which a run has one value. */
export function range(
  unit: string,
  scale: number,
  of: (run: RunRow, context: { readonly at: number }) => number | null,
): RangeValues {
  const ends: RangeValues['ends'] = (run, context) => {
    const value = of(run, context);
    return value === null ? null : [value, value];
  };
  return { kind: 'range', unit, scale, ends };
}

/** One of few words. */
export const words = (
  of: SetValues['of'],
  absent = 'not known',
  isWord?: SetValues['isWord'],
): SetValues => ({ kind: 'set', of, absent, isWord });

/** Words of which a run may have several: with commas between them, null for none. */
export const several = (of: SetValues['of'], absent: string): SetValues => ({
  kind: 'set',
  of,
  each: (run) => of(run)?.split(',') ?? [],
  absent,
});

/** Only these words are any. */
export const oneOf = (all: readonly string[]): SetValues['isWord'] => {
  return (word) => all.includes(word);
};

/** A column of words. */
export function text(
  key: string,
  header: string,
  of: SetValues['of'],
  absent?: string,
  isWord?: SetValues['isWord'],
): Column {
  return {
    key,
    name: header.toLowerCase(),
    header: raw(header),
    isNumber: false,
    isIn: always,
    sort: of,
    cell: of,
    values: words(of, absent, isWord),
    out: [{ name: key, type: 'STRING', of }],
  };
}

/** A column of counts. */
export function count(key: 'steps' | 'files', name: string, header: string): Column {
  return {
    key,
    name,
    header: raw(header),
    isNumber: true,
    isIn: always,
    sort: (run) => run[key],
    cell: (run) => formatCount(run[key]),
    values: range('', 1, (run) => run[key]),
    out: [{ name: key, type: 'INT64', of: (run) => run[key] }],
  };
}

/** The unit stands behind the number: millikelvin in one campaign, kelvin in another. */
export function temperature(
  key: 'tCavK' | 'tMcK',
  name: string,
  out: string,
  symbol: string,
  isIn: Column['isIn'],
): Column {
  return {
    key,
    name,
    header: raw(symbol),
    isNumber: true,
    isIn,
    sort: (run) => run[key],
    cell: (run) => cells.measuredCell(run[key], run, (value) => showText(value, 'K')),
    values: range('K', 1, (run) => run[key]),
    out: [{ name: out, type: 'DOUBLE', of: (run) => run[key] }],
  };
}
