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

/** Adds files that wait for tape (`waiting`), and such as were listed and not found. */
export function askAgain(work: DirectoryWork, waiting: readonly PlaceEntry[]): void {
  const listed = work.listed ?? [];
  for (const { name } of waiting) work.seenBefore.add(name);
  // Where it is not known which of them wait, all are asked for and counted anew.
  const isAll = waiting.length > 0 && waiting.length === listed.length - work.todo.length;
  if (isAll) work.mark = { ...work.mark, counts: { ...work.mark.counts, onTape: 0 } };
  const isToDo = new Set([...work.todo, ...waiting]);
  const isAbsent = new Set(work.mark.absent);
  const found = listed.filter(({ name }) => isAbsent.has(name));
  const absent = found.filter((one) => !isToDo.has(one));
  for (const { name } of [...waiting, ...absent]) work.counted.add(name);
  work.mark = { ...work.mark, absent: found.map(({ name }) => name) };
  work.todo = [...work.todo, ...waiting, ...absent];
}
