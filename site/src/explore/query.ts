/** What the address asks of charts: the address is the only state, and what it asks in vain is named. */

import type { Span } from '../charts/time-axis.ts';
import { href } from '../href.ts';
import { splitNames } from './channels.ts';
import { readable, writeTime } from './link.ts';
import {
  readLength,
  readSpanWish,
  spanAt,
  USUAL_SPAN,
  writeLength,
  writeSpanWish,
  type SpanWish,
} from './span.ts';
import { readSpan } from '../runs/time-words.ts';

/** Panels, and channels, of one page. */
export const MOST_CHANNELS = 12;

/** Where the second span begins. */
export type Compare =
  /** So long before the first, which may go on. */
  { readonly kind: 'before'; readonly ms: number } | { readonly kind: 'at'; readonly from: number };

/** Numbers of panels from 1, or every one. */
export type Chosen = ReadonlySet<number> | 'all';

export interface ChartsQuery {
  /** Channels that are drawn together, in panels from the top. */
  readonly panels: readonly (readonly string[])[];
  readonly span: SpanWish;
  /** Null: one span only. */
  readonly compare: Compare | null;
  /** The second span has panels of its own, below. */
  readonly isBelow: boolean;
  /** Whose axes are logarithmic, and whose are not; the others as their values ask for. */
  readonly log: Chosen;
  readonly linear: Chosen;
  /** What the chooser looks for. */
  readonly find: string;
  /** Parameters, or values of them, that mean nothing here. */
  readonly unknown: readonly string[];
}

const NONE: ReadonlySet<number> = new Set();
const KNOWN = new Set(['channels', 'span', 'compare', 'below', 'log', 'linear', 'find']);

export const EMPTY_QUERY: ChartsQuery = {
  panels: [],
  span: USUAL_SPAN,
  compare: null,
  isBelow: false,
  log: NONE,
  linear: NONE,
  find: '',
  unknown: [],
};

export interface Reading {
  /** What now is, UTC ms. */
  readonly at: number;
  readonly isKnown: (channel: string) => boolean;
}

/**
 * Reads the query. Each `channels=` begins panels of its own, as does each `;` in one; names side by side with a comma
 * share a panel. Empty values count as absent.
 */
export function readChartsQuery(
  parameters: URLSearchParams,
  { at, isKnown }: Reading,
): ChartsQuery {
  const unknown = [...new Set(parameters.keys())].filter((key) => !KNOWN.has(key));
  const value = (key: string): string | null => parameters.get(key)?.trim() || null;
  const read = <T>(key: string, reader: (text: string) => T | null): T | null => {
    const text = value(key);
    const said = text === null ? null : reader(text);
    if (text !== null && said === null) unknown.push(`${key}=${text}`);
    return said;
  };
  const span = read('span', (text) => readSpanWish(text, at)) ?? USUAL_SPAN;
  return {
    panels: readPanels(parameters.getAll('channels'), isKnown, unknown),
    span,
    compare: read('compare', (text) => readCompare(text, at)),
    isBelow: read('below', (text) => (/^(1|yes|on)$/.test(text) ? true : null)) ?? false,
    log: read('log', readChosen) ?? NONE,
    linear: read('linear', readChosen) ?? NONE,
    find: value('find') ?? '',
    unknown,
  };
}

function readPanels(
  lists: readonly string[],
  isKnown: Reading['isKnown'],
  unknown: string[],
): readonly (readonly string[])[] {
  const taken = new Set<string>();
  const panels: string[][] = [];
  for (const group of lists.flatMap((list) => list.split(';'))) {
    const panel: string[] = [];
    for (const name of splitNames(group, isKnown)) {
      if (taken.has(name)) continue;
      if (!isKnown(name)) unknown.push(`channels=${name}`);
      else if (taken.size >= MOST_CHANNELS) unknown.push(`channels=${name} (the 13th and more)`);
      else {
        taken.add(name);
        panel.push(name);
      }
    }
    if (panel.length > 0) panels.push(panel);
  }
  return panels;
}

function readCompare(text: string, at: number): Compare | null {
  const before = readLength(text.replace(/^-/, ''));
  if (before !== null) return before > 0 ? { kind: 'before', ms: before } : null;
  const from = readSpan(`${text}..`, at)?.from ?? null;
  return from === null ? null : { kind: 'at', from };
}

function readChosen(text: string): Chosen | null {
  if (text === 'all') return 'all';
  const numbers = text.split(',').map(Number);
  const isGood = numbers.every((one) => Number.isInteger(one) && one >= 1 && one <= MOST_CHANNELS);
  return isGood ? new Set(numbers) : null;
}

export function isChosen(chosen: Chosen, panel: number): boolean {
  return chosen === 'all' || chosen.has(panel);
}

/** Returns where the second span begins; null: there is none. */
export function compareFrom({ compare }: ChartsQuery, window: Span): number | null {
  if (compare === null) return null;
  return compare.kind === 'at' ? compare.from : window.from - compare.ms;
}

/** Returns the end of the address; `absoluteAt`: times that go on become those of this moment (UTC ms), for a link to be sent. */
export function writeChartsQuery(query: ChartsQuery, absoluteAt: number | null = null): string {
  const pairs: (readonly [string, string])[] = [];
  if (query.panels.length > 0)
    pairs.push(['channels', query.panels.map((panel) => panel.join(',')).join(';')]);
  const window = absoluteAt === null ? null : spanAt(query.span, absoluteAt);
  pairs.push(['span', writeSpanWish(window === null ? query.span : { kind: 'fixed', ...window })]);
  if (query.compare !== null) pairs.push(['compare', writeCompare(query, window)]);
  if (query.isBelow) pairs.push(['below', '1']);
  for (const key of ['log', 'linear'] as const) {
    const chosen = query[key];
    if (chosen === 'all') pairs.push([key, 'all']);
    else if (chosen.size > 0) pairs.push([key, [...chosen].sort((a, b) => a - b).join(',')]);
  }
  if (query.find !== '') pairs.push(['find', query.find]);
  return `?${pairs.map(([key, text]) => `${key}=${readable(text)}`).join('&')}`;
}

function writeCompare(query: ChartsQuery, window: Span | null): string {
  const { compare } = query;
  if (compare === null) return '';
  if (window !== null) return writeTime(compareFrom(query, window) ?? 0);
  return compare.kind === 'at' ? writeTime(compare.from) : `-${writeLength(compare.ms)}`;
}

/** The address of charts. */
export function chartsHref(query: ChartsQuery, absoluteAt: number | null = null): string {
  return href(`charts/${writeChartsQuery(query, absoluteAt)}`);
}
