/** The span of charts as an address says it: `6h` goes on with the data, `2026-11-01..2026-11-08` stays where it is. */

import type { Span } from '../charts/time-axis.ts';
import { readSpan } from '../runs/time-words.ts';
import { writeTime } from './link.ts';

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What charts can show, ms. */
const LEAST_MS = 60_000;
export const MOST_MS = 3_660 * DAY;

export type SpanWish =
  /** The last so many ms, for as long as one looks. */
  | { readonly kind: 'last'; readonly ms: number }
  /** UTC ms. */
  | ({ readonly kind: 'fixed' } & Span);

export const USUAL_SPAN: SpanWish = { kind: 'last', ms: 6 * HOUR };

/** Offered beside the field, from a minute to ten years. */
export const OFFERED = ['15min', '1h', '6h', '1d', '7d', '30d', '1y', '10y'] as const;

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['y', 365 * DAY],
  ['w', 7 * DAY],
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
];

/** Reads `90min`, `6h`, `7d`, `2w`, `1y` as ms; null: it is no such length. */
export function readLength(text: string): number | null {
  const [, count = '', unit] = /^(\d+(?:\.\d+)?)\s*(min|h|d|w|y)$/.exec(text.trim()) ?? [];
  const ms = UNITS.find(([name]) => name === unit)?.[1];
  return ms === undefined ? null : Math.round(Number(count) * ms);
}

/** Writes a length in its largest whole unit but weeks: `90min`, `6h`, `7d`. */
export function writeLength(ms: number): string {
  const [unit, length] = UNITS.find(([name, one]) => name !== 'w' && ms % one === 0) ?? [
    'min',
    MINUTE,
  ];
  return `${Number((ms / length).toFixed(3))}${unit}`;
}

/**
 * Reads a span: a length, or two times of which the second may be left out for now. Null: it is none, it ends before it
 * begins, or it is shorter than a minute or longer than ten years. `at`: what now is, UTC ms.
 */
export function readSpanWish(text: string, at: number): SpanWish | null {
  const ms = readLength(text);
  if (ms !== null) return isDrawable(ms) ? { kind: 'last', ms } : null;
  const read = readSpan(text, at);
  if (read === null || read.from === null) return null;
  const { from } = read;
  const to = read.to ?? at;
  // The end of a day is its last millisecond there.
  const end = (to + 1) % MINUTE === 0 ? to + 1 : to;
  return isDrawable(end - from) ? { kind: 'fixed', from, to: end } : null;
}

function isDrawable(ms: number): boolean {
  return ms >= LEAST_MS && ms <= MOST_MS;
}

/** Writes a span so that it is read back the same. */
export function writeSpanWish(wish: SpanWish): string {
  if (wish.kind === 'last') return writeLength(wish.ms);
  return `${writeTime(wish.from)}..${writeTime(wish.to)}`;
}

/** What is shown of a wish at a time. */
export function spanAt(wish: SpanWish, at: number): Span {
  return wish.kind === 'last' ? { from: at - wish.ms, to: at } : { from: wish.from, to: wish.to };
}

/** A span moved and stretched, kept within what can be shown and not beyond now: by `share` of its length, `times` as long, around `around`. */
export function changedSpan(
  { from, to }: Span,
  {
    share = 0,
    times = 1,
    around = (from + to) / 2,
  }: { share?: number; times?: number; around?: number },
  at: number,
): Span {
  const length = to - from;
  const wanted = Math.min(MOST_MS, Math.max(LEAST_MS, length * times));
  const ratio = wanted / length;
  const start = around - (around - from) * ratio + share * length;
  // Half a span of the future may be seen, so that the newest reading can stand in the middle.
  const latest = Math.max(at, to) + (share > 0 ? length / 2 : 0) - wanted;
  return rounded({ from: Math.max(0, Math.min(start, latest)), ms: wanted });
}

/** To a thousandth of its length, so that an address is short. */
function rounded({ from, ms }: { from: number; ms: number }): Span {
  const grain = ms > 20 * MINUTE ? 1_000 : 1;
  const start = Math.round(from / grain) * grain;
  return { from: start, to: start + Math.max(LEAST_MS, Math.round(ms / grain) * grain) };
}
