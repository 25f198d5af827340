/** What came of a try to tell a receiver, and what the answer of a web server says of that; pure. */

/** Why a try failed; the words of metrics and of the log. */
export const REASONS = [
  'no answer',
  'too slow',
  'certificate',
  'busy',
  'server error',
  'refused',
  'not configured',
] as const;
export type Reason = (typeof REASONS)[number];

export type Outcome =
  | { readonly kind: 'delivered'; readonly answer: string }
  /** The same may be taken later. */
  | {
      readonly kind: 'failed';
      readonly reason: Reason;
      readonly answer: string;
      /** The receiver asked for so much patience; null: it did not. */
      readonly retryAfterMs: number | null;
    }
  /** It will never be taken as it is: a person has to act. */
  | { readonly kind: 'refused'; readonly reason: Reason; readonly answer: string };

/** More patience than this is not granted to a receiver of alarms. */
const PATIENCE_MS = 3_600_000;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
  /** Where it leads, without what may be secret in it; undefined: nowhere. */
  readonly location: string | undefined;
}

/** Statuses that say "later" though they begin with 4: 408, 425 and 429 (RFC 9110, RFC 8470, RFC 6585). */
const LATER = new Set([408, 425, 429]);

/** Reads the answer of a web server; a redirection is not followed, as the address is a promise of the configuration. */
export function readHttpAnswer(given: HttpAnswer, now: number): Outcome {
  const { status, body, location } = given;
  const answer = said(status, body);
  if (status >= 200 && status < 300) return { kind: 'delivered', answer };
  const retryAfterMs = readRetryAfter(given.retryAfter, now);
  if (LATER.has(status)) return { kind: 'failed', reason: 'busy', answer, retryAfterMs };
  if (status >= 500) return { kind: 'failed', reason: 'server error', answer, retryAfterMs };
  const leads = location === undefined ? answer : `${answer}; it leads to ${location}`;
  return { kind: 'refused', reason: 'refused', answer: leads };
}

/** The status and the first line of what came with it. */
function said(status: number, body: string): string {
  const [line = ''] = body.trim().split('\n');
  return line === '' ? String(status) : `${String(status)}: ${line.slice(0, 200)}`;
}

/** Reads `Retry-After`, seconds or a date (RFC 9110, 10.2.3), as milliseconds from now, at most an hour; null: unreadable. */
export function readRetryAfter(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(PATIENCE_MS, Math.max(0, ms)) : null;
}
