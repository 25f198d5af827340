/** One piece of `npm test` that runs as a process of its own: a static check, some test files, a browser suite. */

import type { Outcome } from './outcome.ts';

export type StageName = 'static' | 'unit' | 'integration' | 'e2e';

export interface Job {
  readonly stage: StageName;
  /** What it is made of: test files, or the name of a check. */
  readonly parts: readonly string[];
  /** What it takes by itself on a quiet machine of two cores, roughly: the longest begins first. */
  readonly seconds: number;
  /** How many cores it keeps busy meanwhile, on the average: one that mostly waits has a small load. */
  readonly load: number;
  /** A part that must have ended before it begins, where that is run at all. */
  readonly after?: string;
  /** Returns what each of its tests ended with, and says each as it ends. */
  readonly run: (said: (outcome: Outcome) => void) => Promise<readonly Outcome[]>;
}
