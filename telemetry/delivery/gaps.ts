/** Numbers of a stream that can never come are told as `gap` facts, so that nothing is dropped silently. */

import type { GapFact } from '../facts/gap.ts';
import type { SpoolSlice } from '../spool/spool.ts';

export interface GapIdentity {
  readonly node: string;
  readonly spool: string;
  /** UTC, ms. */
  readonly at: number;
}

/** Returns a batch of one gap fact, numbered `expected`, that covers everything up to the slice's first. */
export function gapSlice(identity: GapIdentity, slice: SpoolSlice, expected: number): SpoolSlice {
  const { stream, first } = slice;
  const reason = 'the agent no longer has these facts';
  const body = JSON.stringify(gapFact(identity, stream, expected, first - 1, reason));
  return { stream, first: expected, last: expected, bodies: [body], trace: null };
}

/** The gap from `first` to `last`, inclusive. */
export function gapFact(
  identity: GapIdentity,
  stream: string,
  first: number,
  last: number,
  reason: string,
): GapFact {
  return { kind: 'gap', ...identity, stream, first, last, reason: reason.slice(0, 500) };
}

/** Whether the first fact is a gap: one that stands for a fact set aside must not take that fact's place there. */
export function beginsWithGap({ bodies }: SpoolSlice): boolean {
  return bodies[0]?.startsWith('{"kind":"gap"') === true;
}
