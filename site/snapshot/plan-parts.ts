/** Which files go into which Parquet part: parts are ranges of run number and name, and close at 200 000 files. */

import type { FilesPart } from './schema/runs.ts';

/** A part closes at so many files, with the end of a run; only a run of half as many is divided. */
export const FILES_IN_PART = 200_000;

export interface PartRun {
  readonly number: number;
  readonly fileCount: number;
  readonly revision: number;
}

/** Where a part begins. */
export type PartStart = Pick<FilesPart, 'fromRun' | 'fromName'>;

/** Returns the runs that have files in the part that begins at `start`, up to where the next one begins. */
export function runsOfPart<Run extends PartRun>(
  runs: readonly Run[],
  start: PartStart,
  next: PartStart | null,
): readonly Run[] {
  return runs.filter(
    ({ number }) =>
      number >= start.fromRun &&
      (next === null ||
        number < next.fromRun ||
        (number === next.fromRun && next.fromName !== null)),
  );
}

/** Where the last part has to close: before a run, or within one after so many of its files. Null: it stays open. */
export interface Cut {
  readonly run: number;
  /** Files of the run that stay in the part; 0: none. */
  readonly files: number;
}

/**
 * Returns where a part with these runs, smallest number first, closes. `skipped` files of the first run are in the part
 * before. The run that would go beyond the limit begins the next part, unless it alone is half of one.
 */
export function cutOf(
  runs: readonly PartRun[],
  skipped: number,
  limit: number = FILES_IN_PART,
): Cut | null {
  let rows = 0;
  for (const [i, { number, fileCount }] of runs.entries()) {
    const own = i === 0 ? Math.max(0, fileCount - skipped) : fileCount;
    if (rows + own > limit) {
      const divided = rows < limit / 2;
      const files = limit - rows + (i === 0 ? skipped : 0);
      return divided ? { run: number, files } : { run: number, files: 0 };
    }
    rows += own;
  }
  return null;
}

/** Returns what tells whether any run of a part has changed: revisions only grow. */
export function revisionsOf(runs: readonly PartRun[]): number {
  return runs.reduce((sum, { revision }) => sum + revision, runs.length);
}

/** Bytes a second that a part which grows may cost: 0.7 GB a day, however large it is. */
const BYTES_A_SECOND = 8_000;
const LEAST_PAUSE_MS = 60_000;

/** Returns how long a part of a size waits until it is written again, ms. */
export function pauseOf(bytes: number): number {
  return Math.max(LEAST_PAUSE_MS, (bytes / BYTES_A_SECOND) * 1_000);
}
