/** Compares a whole list of a directory with what is remembered of it: what is to be asked for, and what may have gone. */

import { clampCounts, findNewFiles } from './directory-mark.ts';
import type { DirectoryWork } from './directory-work.ts';
import type { PlaceEntry } from './place.ts';

export interface WholeList {
  /** Files of a run; none where the directory belongs to none. */
  readonly listed: readonly PlaceEntry[];
  readonly hasDirectories: boolean;
  /** Files that had been asked for when the directory was last kept. */
  readonly before: number;
  /** UTC ms. */
  readonly now: number;
}

/** Sets what is to be done, and the mark from which to go on. */
export function compareList(
  work: DirectoryWork,
  { listed, hasDirectories, before, now }: WholeList,
): void {
  const found = findNewFiles(work.mark, listed);
  const isAnew = found.from.asked === 0;
  const counts = clampCounts({
    ...found.from.counts,
    listed: listed.length,
    bytes: listed.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
  });
  const since = isAnew ? now : found.from.since;
  work.hasLost = found.hasLost || (isAnew && before > 0);
  work.mark = { ...found.from, since, counts, hasDirectories };
  work.listed = listed;
  work.todo = found.files;
}
