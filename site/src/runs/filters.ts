/** The filter of one column as the address writes it: `kind=physics,!test`, `tags=all:candidate,all:rescan`, `qL=20000..`, `start=2026-11-01..2026-11-08`. */

import type { CellContext, Column, SetValues, Values } from './column.ts';
import { readSpan } from './time-words.ts';
import type { RunRow } from './rows.ts';

/** The word for what is not known, in any column. */
export const ABSENT = 'none';

/** Stands before each word that a run must have beside the others; no word holds a colon. */
export const ALL = 'all:';

export interface SetFilter {
  readonly kind: 'set';
  /** One of these; empty: any. */
  readonly any: ReadonlySet<string>;
  /** All of these, where a run may have several. */
  readonly all: ReadonlySet<string>;
  readonly none: ReadonlySet<string>;
}

/** The filter that takes one word of a column. */
export const oneWord = (word: string): SetFilter => ({
  kind: 'set',
  any: new Set([word]),
  all: new Set(),
  none: new Set(),
});

export interface SpanFilter {
  readonly kind: 'span';
  /** SI or UTC ms, both included; null: open. */
  readonly from: number | null;
  readonly to: number | null;
  /** Only runs of which it is not known. */
  readonly isAbsent: boolean;
  /** As it was typed. */
  readonly text: string;
}

export type Filter = SetFilter | SpanFilter;

const UNITS: Readonly<Record<string, number>> = {
  GHz: 1e9,
  MHz: 1e6,
  kHz: 1e3,
  Hz: 1,
  K: 1,
  mK: 1e-3,
  T: 1,
  mT: 1e-3,
  TB: 1e12,
  GB: 1e9,
  MB: 1e6,
  kB: 1e3,
  B: 1,
  d: 86_400_000,
  h: 3_600_000,
  min: 60_000,
  s: 1000,
};
/** Units that may be typed instead of a column's own: those of the same quantity. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  MHz: ['GHz', 'MHz', 'kHz', 'Hz'],
  K: ['K', 'mK'],
  T: ['T', 'mT'],
  GB: ['TB', 'GB', 'MB', 'kB', 'B'],
  h: ['d', 'h', 'min', 's'],
};

/** Reads what an address says of a column, once or several times; null: it means nothing. `at` is "now", UTC ms. */
export function readFilter(texts: readonly string[], values: Values, at: number): Filter | null {
  if (values.kind === 'set') return readSet(texts, values);
  const [text = ''] = texts;
  if (texts.length !== 1) return null;
  if (text === ABSENT) return { kind: 'span', from: null, to: null, isAbsent: true, text };
  const ends = values.kind === 'time' ? readSpan(text, at) : readRange(text, values);
  if (ends === null) return null;
  return { kind: 'span', ...ends, isAbsent: false, text };
}

function readSet(texts: readonly string[], { isWord, each }: SetValues): SetFilter | null {
  const words = texts.flatMap((text) => text.split(',')).map((word) => word.trim());
  const after = (sign: string): Set<string> =>
    new Set(words.filter((word) => word.startsWith(sign)).map((word) => word.slice(sign.length)));
  const [all, none] = [after(ALL), after('!')];
  const any = new Set(
    words.filter((word) => word !== '' && !word.startsWith('!') && !word.startsWith(ALL)),
  );
  const said = [...any, ...all, ...none];
  const isKnown = said.every((word) => word === ABSENT || isWord === undefined || isWord(word));
  const isPossible = isKnown && (all.size === 0 || each !== undefined);
  return said.length === 0 || !isPossible ? null : { kind: 'set', any, all, none };
}

interface Ends {
  readonly from: number | null;
  readonly to: number | null;
}

/** `450..480`, `450..`, `..480`, `4`; with a unit of the same quantity behind a number: `20mK..50mK`. */
export function readRange(
  text: string,
  { unit, scale }: { readonly unit: string; readonly scale: number },
): Ends | null {
  const [first = '', second, ...more] = text.split('..');
  if (more.length > 0) return null;
  const number = (part: string): number | null | undefined => {
    if (part.trim() === '') return null;
    const found = /^\s*([-+\u2212]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-z]*)\s*$/.exec(
      part,
    );
    if (found === null) return undefined;
    const [, digits = '', typed = ''] = found;
    if (typed !== '' && KINDS[unit]?.includes(typed) !== true) return undefined;
    return Number(digits.replace('\u2212', '-')) * (typed === '' ? scale : (UNITS[typed] ?? scale));
  };
  const from = number(first);
  const to = second === undefined ? from : number(second);
  if (from === undefined || to === undefined || (from === null && to === null)) return null;
  return { from, to };
}

/** Whether a run passes. A run with an interval passes where any of it lies within. */
export function passes(run: RunRow, values: Values, filter: Filter, context: CellContext): boolean {
  if (filter.kind === 'set') {
    const words = values.kind === 'set' ? wordsOf(run, values) : [ABSENT];
    const { any, all, none } = filter;
    return (
      (any.size === 0 || words.some((word) => any.has(word))) &&
      (all.size === 0 || [...all].every((word) => words.includes(word))) &&
      (none.size === 0 || !words.some((word) => none.has(word)))
    );
  }
  const ends = endsOf(run, values, context);
  if (ends === null || filter.isAbsent) return (ends === null) === filter.isAbsent;
  return (
    (filter.from === null || ends[1] >= filter.from - slack(filter.from)) &&
    (filter.to === null || ends[0] <= filter.to + slack(filter.to))
  );
}

/** The words of a run, never none: what it has not is a word too. */
export function wordsOf(
  run: RunRow,
  { of, each }: Pick<SetValues, 'of' | 'each'>,
): readonly string[] {
  const several = each?.(run) ?? [];
  return several.length > 0 ? several : [of(run) ?? ABSENT];
}

/** What is typed has rounding of its own: 0.03 K times a thousand is not 30. */
function slack(value: number): number {
  return Math.abs(value) * 1e-12;
}

function endsOf(
  run: RunRow,
  values: Values,
  context: CellContext,
): readonly [number, number] | null {
  if (values.kind === 'range') return values.ends(run, context);
  const time = values.kind === 'time' ? values.of(run) : null;
  return time === null ? null : [time, time];
}

/** Returns what stands in the address, relative times as the absolute ones that they are now. */
export function writeFilter(filter: Filter, column: Column, isAbsolute = false): string {
  if (filter.kind === 'set')
    return [
      ...filter.any,
      ...[...filter.all].map((word) => `${ALL}${word}`),
      ...[...filter.none].map((word) => `!${word}`),
    ].join(',');
  if (!isAbsolute || column.values?.kind !== 'time' || filter.isAbsent) return filter.text;
  return `${isoOf(filter.from)}..${isoOf(filter.to)}`;
}

function isoOf(t: number | null): string {
  return t === null ? '' : new Date(t).toISOString().replace(/\.000Z$/, 'Z');
}
