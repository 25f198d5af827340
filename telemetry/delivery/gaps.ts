/** Numbers of a stream that can never come are filled with `gap` facts, so that nothing is dropped silently. */

import type { GapFact } from '../facts/gap.ts';
import type { SpoolSlice } from '../spool/spool.ts';

export interface GapIdentity {
  readonly node: string;
  readonly spool: string;
  /** UTC, ms. */
  readonly at: number;
}

/** Numbers filled by one batch. */
const FILL = 1_000;

/**
 * Returns a batch that fills the numbers from `expected` up to the slice's first.
 *
 * Each number carries the same gap fact (one natural key), since a stream has no holes; a long gap takes several batches.
 */
export function gapSlice(identity: GapIdentity, slice: SpoolSlice, expected: number): SpoolSlice {
  const last = Math.min(slice.first - 1, expected + FILL - 1);
  const fact: GapFact = {
    kind: 'gap',
    ...identity,
    stream: slice.stream,
    first: expected,
    last,
    reason: 'the agent no longer has these facts',
  };
  const body = JSON.stringify(fact);
  const bodies = Array.from({ length: last - expected + 1 }, () => body);
  return { stream: slice.stream, first: expected, last, bodies, trace: null };
}

/** The gap that stands in for one fact that was set aside. */
export function replaceByGap(
  identity: GapIdentity,
  stream: string,
  sequence: number,
  reason: string,
): GapFact {
  return {
    kind: 'gap',
    ...identity,
    stream,
    first: sequence,
    last: sequence,
    reason: `set aside in the agent's spool: ${reason}`.slice(0, 500),
  };
}
