/**
 * How good a span of time is, from the flags that people and imports set. Of those that cover an instant, what was said of an interval holds
 * before what was said of a whole run, which nobody meant to take it back; among equals the newest.
 */

/** What a person can say of data, the best first. */
export const QUALITIES = ['good', 'doubtful', 'bad'] as const;
/** One of `QUALITIES`. */
export type FlagQuality = (typeof QUALITIES)[number];

/** What somebody said of a span of time; times are UTC ms. */
export interface Flag {
  /** Null: from the span's own beginning, or to its end. */
  readonly from: number | null;
  /** Null: to the span's own end. */
  readonly to: number | null;
  readonly quality: FlagQuality;
  /** Whether it was said of a run as a whole: what was said of a part of it holds before. */
  readonly isOfWholeRun: boolean;
  /** When it was set, UTC ms: of two equals that cover an instant the later one holds. */
  readonly createdAt: number;
}

/** A piece of a span that is of one quality; times are UTC ms. */
export interface Flagged {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Null: nobody has judged it. */
  readonly quality: FlagQuality | null;
}

/** Cuts a span where its quality changes; neighbours of one quality are one. */
export function flagged(from: number, to: number, flags: readonly Flag[]): readonly Flagged[] {
  const inside = flags
    .map((flag) => ({ ...flag, from: flag.from ?? from, to: flag.to ?? to }))
    .filter((flag) => flag.from < to && flag.to > from)
    .sort((a, b) => Number(a.isOfWholeRun) - Number(b.isOfWholeRun) || b.createdAt - a.createdAt);
  const edges = [from, to, ...inside.flatMap((flag) => [flag.from, flag.to])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);
  const pieces: Flagged[] = [];
  for (const [i, begin] of edges.entries()) {
    const end = edges[i + 1];
    if (end === undefined || end === begin) continue;
    const holds = inside.find((flag) => flag.from <= begin && flag.to >= end);
    const quality = holds?.quality ?? null;
    const last = pieces.at(-1);
    if (last?.quality === quality && last.to === begin) pieces.splice(-1, 1, { ...last, to: end });
    else pieces.push({ from: begin, to: end, quality });
  }
  return pieces;
}
