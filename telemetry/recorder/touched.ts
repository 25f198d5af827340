/** What a batch has touched: the subjects whose derived values, revisions and change rows follow in the same transaction. */

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface TouchedSubject {
  /** Null: the subject changed, but no span of time within it. */
  span: Span | null;
  added: number;
}

export type Subject =
  'campaign' | 'run' | 'channel' | 'job' | 'resource' | 'log' | 'flag' | 'shift' | 'node' | 'gap';

export interface Touched {
  /** Notes that a subject's row, and within it a span of time, has changed. */
  readonly note: (subject: Subject, id: number, span?: Span | null, added?: number) => void;
  readonly of: (subject: Subject) => ReadonlyMap<number, Readonly<TouchedSubject>>;
}

export function createTouched(): Touched {
  const subjects = new Map<Subject, Map<number, TouchedSubject>>();
  const mapOf = (subject: Subject): Map<number, TouchedSubject> => {
    const found = subjects.get(subject) ?? new Map<number, TouchedSubject>();
    subjects.set(subject, found);
    return found;
  };
  return {
    of: mapOf,
    note(subject, id, span = null, added = 0) {
      const map = mapOf(subject);
      const found = map.get(id);
      if (found === undefined) {
        map.set(id, { span, added });
        return;
      }
      found.span = joinSpans(found.span, span);
      found.added += added;
    },
  };
}

/** The smallest span that holds both. */
export function joinSpans(a: Span | null, b: Span | null): Span | null {
  if (a === null || b === null) return a ?? b;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

/** Joins times into spans: neighbours at most `gap` apart share one. */
export function spansOf(times: Iterable<number>, gap: number): readonly Span[] {
  const sorted = [...times].sort((a, b) => a - b);
  const spans: { from: number; to: number }[] = [];
  for (const t of sorted) {
    const last = spans.at(-1);
    if (last !== undefined && t - last.to <= gap) last.to = t;
    else spans.push({ from: t, to: t });
  }
  return spans;
}
