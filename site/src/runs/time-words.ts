/** Times as people type them in an address: `2026-11-01`, `2026-11-01T06:12Z`, `-7d`, and spans of two of them. */

const UNIT_MS: Readonly<Record<string, number>> = {
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
const DAY_MS = 86_400_000;

interface Span {
  /** UTC ms, both included; null: open. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Reads `from..to`, either end open, or one day; a day as the end is the whole of it. Null: it is no time. `at`: UTC ms. */
export function readSpan(text: string, at: number): Span | null {
  const [first = '', second, ...more] = text.split('..');
  if (more.length > 0) return null;
  const from = readTime(first, at, 'from');
  const to = readTime(second ?? first, at, 'to');
  if (from === undefined || to === undefined || (from === null && to === null)) return null;
  return { from, to };
}

/** Undefined: no time; null: nothing is said. */
function readTime(text: string, at: number, end: 'from' | 'to'): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed === 'now') return at;
  const ago = /^-(\d+(?:\.\d+)?)(min|h|d|w)$/.exec(trimmed);
  if (ago !== null) return at - Number(ago[1]) * (UNIT_MS[ago[2] ?? ''] ?? 0);
  if (/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) {
    const day = Date.parse(`${trimmed}T00:00:00Z`);
    // `Date` takes the 30th of February for the 2nd of March.
    if (!Number.isFinite(day) || new Date(day).toISOString().slice(0, 10) !== trimmed)
      return undefined;
    return end === 'from' ? day : day + DAY_MS - 1;
  }
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?$/.test(trimmed)) return undefined;
  const time = Date.parse(`${trimmed.replace(' ', 'T').replace(/Z$/, '')}Z`);
  return Number.isFinite(time) ? time : undefined;
}
