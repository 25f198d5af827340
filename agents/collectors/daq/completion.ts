/** When a file is complete: unchanged for long enough, or renamed from a temporary name. */

import type { FileIdentity } from '#agents/sources/read-whole.ts';
import { isSameContent } from '#agents/sources/read-whole.ts';

/** A file last written this long ago by its own time stamp needs no second look; below that, clocks may differ. */
const LONG_AGO_MS = 60_000;

export type CompletionRule =
  { readonly rule: 'quiet'; readonly quietMs: number } | { readonly rule: 'rename' };

/** A file that is waited for. */
export interface Waiting {
  readonly identity: FileIdentity;
  /** Monotonic milliseconds of the first look at which it was as it is. */
  readonly since: number;
}

export interface Look {
  readonly waiting: Waiting;
  readonly isComplete: boolean;
  /** Smaller than at the look before: cut while it was written. */
  readonly isCut: boolean;
}

/** Judges a file by this look and the one before. Times: `now` UTC, `monotonic` for durations, both ms. */
export function lookAt(
  rule: CompletionRule,
  identity: FileIdentity,
  before: Waiting | undefined,
  { now, monotonic }: { now: number; monotonic: number },
): Look {
  const isSame = before !== undefined && isSameContent(before.identity, identity);
  const waiting = isSame ? { identity, since: before.since } : { identity, since: monotonic };
  const isCut = before !== undefined && identity.size < before.identity.size;
  if (rule.rule === 'rename') return { waiting, isComplete: true, isCut };
  const isOld = now - identity.mtimeMs >= Math.max(rule.quietMs, LONG_AGO_MS);
  const isQuiet = isSame && monotonic - before.since >= rule.quietMs;
  return { waiting, isComplete: isOld || isQuiet, isCut };
}
