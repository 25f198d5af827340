/** What is remembered of a directory of a place: how far its files have been asked for; small, whatever it holds. */

import { byAge } from './place.ts';
import type { PlaceEntry } from './place.ts';

/** Counts of files by what was found; `listed` is of the last list, the others of the last look at each file. */
export interface CopyCounts {
  readonly listed: number;
  readonly bytes: number;
  readonly digest: number;
  readonly noDigest: number;
  readonly onTape: number;
  readonly unavailable: number;
  readonly lost: number;
}

export const NO_COUNTS: CopyCounts = {
  listed: 0,
  bytes: 0,
  digest: 0,
  noDigest: 0,
  onTape: 0,
  unavailable: 0,
  lost: 0,
};

export interface DirectoryMark {
  /** Files up to this time of modification have been asked for, but for those within `SLACK_MS` of it that `recent` lacks. */
  readonly upTo: number;
  readonly recent: readonly string[];
  /** Files that have been asked for. */
  readonly asked: number;
  readonly counts: CopyCounts;
  /** Files that were listed and not found when they were asked for: they are asked for again. */
  readonly absent: readonly string[];
  /** Files that are not on tape yet, at a place that has one. */
  readonly waiting: number;
  /** When its files were first asked for in this series of looks, UTC ms: then they are due again. */
  readonly since: number;
  /** As its parent listed it; null: not said. */
  readonly modifiedAt: number | null;
  readonly hasDirectories: boolean;
}

/** Files that come within so short a time may come in any order, ms. */
export const SLACK_MS = 120_000;
const MOST_RECENT = 500;
const MOST_ABSENT = 100;

export const NEW_MARK: DirectoryMark = {
  upTo: 0,
  recent: [],
  asked: 0,
  counts: NO_COUNTS,
  absent: [],
  waiting: 0,
  since: 0,
  modifiedAt: null,
  hasDirectories: false,
};

export interface NewFiles {
  /** Files to ask for, oldest first. */
  readonly files: readonly PlaceEntry[];
  /** The mark to go on from: the old one, or a new one where the directory has to be looked at as a whole. */
  readonly from: DirectoryMark;
  /** Whether files that were asked for before are no longer there. */
  readonly hasLost: boolean;
}

/** Compares a whole list with the mark; pure. */
export function findNewFiles(mark: DirectoryMark, files: readonly PlaceEntry[]): NewFiles {
  const sorted = files.toSorted(byAge);
  const isOrdered = sorted.every(({ modifiedAt }) => modifiedAt !== null);
  const recent = new Set(mark.recent);
  const edge = mark.upTo - SLACK_MS;
  const isNew = ({ modifiedAt, name }: PlaceEntry): boolean =>
    isOrdered ? (modifiedAt ?? 0) >= edge && !recent.has(name) : true;
  const fresh = mark.asked === 0 ? sorted : sorted.filter(isNew);
  const known = sorted.length - fresh.length;
  const isWhole = isOrdered ? known > mark.asked : sorted.length !== mark.asked;
  // Without times only the number tells; with them, one too many is an old file that was put in later.
  if (mark.asked > 0 && isWhole)
    return { files: sorted, from: NEW_MARK, hasLost: sorted.length < mark.asked };
  if (!isOrdered && mark.asked > 0) return { files: [], from: mark, hasLost: false };
  return {
    files: fresh,
    from: { ...mark, asked: Math.min(mark.asked, known) },
    hasLost: known < mark.asked,
  };
}

/** The mark after one more file, which is the youngest so far. */
export function markFile(mark: DirectoryMark, { name, modifiedAt }: PlaceEntry): DirectoryMark {
  const upTo = Math.max(mark.upTo, modifiedAt ?? 0);
  return {
    ...mark,
    upTo,
    asked: mark.asked + 1,
    recent: [...mark.recent, name].slice(-MOST_RECENT),
  };
}

/** The mark after a file that is listed was found, or was not. */
export function markFound(mark: DirectoryMark, name: string, isThere: boolean): DirectoryMark {
  const others = mark.absent.filter((one) => one !== name);
  if (isThere && others.length === mark.absent.length) return mark;
  return { ...mark, absent: isThere ? others : [...others, name].slice(-MOST_ABSENT) };
}

/** Counts of looks cannot be above what is listed now. */
export function clampCounts(counts: CopyCounts): CopyCounts {
  const { listed } = counts;
  const least = (value: number): number => Math.min(value, listed);
  return {
    ...counts,
    digest: least(counts.digest),
    noDigest: least(counts.noDigest),
    onTape: least(counts.onTape),
    unavailable: least(counts.unavailable),
    lost: least(counts.lost),
  };
}

/** A directory whose youngest file is older than this gets no more of the same time, ms. */
const SETTLED_MS = 600_000;

/** The mark of a directory that has been asked for whole: names are kept only while more of their time may come. */
export function settleMark(
  mark: DirectoryMark,
  files: readonly PlaceEntry[],
  now: number,
): DirectoryMark {
  if (now - mark.upTo > SETTLED_MS + SLACK_MS && mark.asked === files.length && mark.upTo > 0)
    return { ...mark, recent: [], upTo: youngest(files) + SLACK_MS + 1 };
  const edge = mark.upTo - SLACK_MS;
  const young = new Set(
    files.filter(({ modifiedAt }) => (modifiedAt ?? 0) >= edge).map(({ name }) => name),
  );
  return { ...mark, recent: mark.recent.filter((name) => young.has(name)) };
}

function youngest(files: readonly PlaceEntry[]): number {
  return files.reduce((last, { modifiedAt }) => Math.max(last, modifiedAt ?? 0), 0);
}

/** The directory whose files were asked for the longest time ago, and before `since`; null: there is none. */
export function oldestBefore(
  marks: ReadonlyMap<string, DirectoryMark>,
  since: number,
): string | null {
  let [oldest, before]: [string | null, number] = [null, since];
  for (const [directory, mark] of marks)
    if (mark.asked > 0 && mark.since < before) [oldest, before] = [directory, mark.since];
  return oldest;
}

/** For the cursor. */
export function markText(mark: DirectoryMark): string {
  return JSON.stringify(mark);
}

/** From the cursor; null where the text is of another version. */
export function parseMark(text: string): DirectoryMark | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isMark(value) ? value : null;
}

function isMark(value: unknown): value is DirectoryMark {
  if (typeof value !== 'object' || value === null) return false;
  const counts: unknown = 'counts' in value ? value.counts : null;
  if (typeof counts !== 'object' || counts === null) return false;
  return (
    Object.keys(NEW_MARK).every((key) => key in value) &&
    Object.keys(NO_COUNTS).every((key) => key in counts)
  );
}
