/** Counts the recorder's faults (500) by stream, so that one batch that it cannot take holds up its stream not for ever. */

import type { SpoolSlice } from '../spool/spool.ts';

export interface RepeatedFailures {
  /** Notes a fault; true where the batch now counts as one that will never be taken. */
  readonly note: (slice: SpoolSlice, reason: string) => boolean;
  /** What is acknowledged beyond the batch that failed, or set aside, ends the count. */
  readonly passed: (stream: string, sequence: number) => void;
}

/** So many equal faults in a row are no accident. */
const ENOUGH = 5;

/** Makes the counter; it is empty after a start. */
export function createRepeatedFailures(): RepeatedFailures {
  const failures = new Map<string, { reason: string; count: number; last: number }>();
  return {
    note({ stream, bodies, last }, reason) {
      if (bodies.length === 0) return false;
      const before = failures.get(stream);
      // Parts of a batch that failed often enough need not fail as often again.
      if (before !== undefined && before.count >= ENOUGH) return true;
      const count = before?.reason === reason ? before.count + 1 : 1;
      failures.set(stream, { reason, count, last });
      return count >= ENOUGH;
    },
    passed(stream, sequence) {
      const before = failures.get(stream);
      if (before === undefined) return;
      if (before.count < ENOUGH || sequence >= before.last) failures.delete(stream);
    },
  };
}
