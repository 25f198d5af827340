/** Months of the calendar, UTC, by which the log and the lists of assets are cut. */

/** The greatest time that a JavaScript date holds, ms (ECMA-262, 21.4.1.1). */
const MOST_MS = 8.64e15;

export const UNKNOWN_MONTH = 'unknown';

/** Returns `2026-11`; `unknown` for a time that no calendar holds. */
export function monthOf(ms: number): string {
  if (!(Math.abs(ms) <= MOST_MS)) return UNKNOWN_MONTH;
  const text = new Date(ms).toISOString();
  return /^\d{4}-/.test(text) ? text.slice(0, 7) : UNKNOWN_MONTH;
}

/** Returns the first millisecond of a month and that of the next. */
export function monthSpan(month: string): { readonly from: number; readonly to: number } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: Date.UTC(year, number - 1), to: Date.UTC(year, number) };
}
