/** When a file is complete: unchanged for long enough, renamed from a temporary name, marked, or followed by the next one. */

import type { FileIdentity } from '#agents/sources/read-whole.ts';
import { isSameContent } from '#agents/sources/read-whole.ts';

/** A file last written this long ago when its directory is first listed needs no second look; below that, clocks may differ. */
const LONG_AGO_MS = 60_000;

/** A file that another one follows may get its last bytes late: it is looked at once more after this long. */
const SETTLE_MS = 250;

/** Before this a time stamp was set by a clock that had lost the time: 2000-01-01. */
export const PLAUSIBLE_FROM = 946_684_800_000;

export type CompletionRule =
  | { readonly rule: 'quiet'; readonly quietMs: number }
  | { readonly rule: 'rename' }
  /** `missingMs`: a file that is quiet for this long without its marker is reported. */
  | { readonly rule: 'marker'; readonly markers: Markers; readonly missingMs: number }
  /** `lastMs`: the last file, which none follows, is complete when it was quiet for this long. */
  | { readonly rule: 'next'; readonly lastMs: number };

/** By what a file was judged complete. `old`: written long before it was first seen. `last`: none followed. */
export type CompletedBy = 'quiet' | 'old' | 'rename' | 'marker' | 'next' | 'last';

/** The names of marker files: `{name}` stands for the data file's name, `{stem}` for it without its last ending. */
export interface Markers {
  of(name: string): string;
  /** Whether a name has the form of a marker. */
  is(name: string): boolean;
}

/** Makes the names from a pattern that holds `{name}` or `{stem}` once: `{name}.done`, `.{stem}.ok`. */
export function createMarkers(pattern: string): Markers {
  const isStem = pattern.includes('{stem}');
  const [before = '', after = ''] = pattern.split(isStem ? '{stem}' : '{name}');
  const stem = (name: string): string => {
    const dot = name.lastIndexOf('.');
    return dot > 0 ? name.slice(0, dot) : name;
  };
  return {
    of: (name) => before + (isStem ? stem(name) : name) + after,
    is: (name) =>
      name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length,
  };
}

/** A file that is waited for. */
export interface Waiting {
  readonly identity: FileIdentity;
  /** Monotonic milliseconds of its last change, as far as looks and time stamps tell. */
  readonly since: number;
  /** Monotonic milliseconds of the last look. */
  readonly lookedAt: number;
}

export interface Circumstances {
  /** UTC ms. */
  readonly now: number;
  /** For durations, ms. */
  readonly monotonic: number;
  /** Monotonic time at which a file that is new was not there yet; NaN: not known. */
  readonly absentAt: number;
  /** Whether its directory is listed for the first time. */
  readonly isFirst: boolean;
  readonly hasMarker: boolean;
  /** Whether a later file of its kind has begun in its directory. */
  readonly isFollowed: boolean;
}

export interface Look {
  readonly waiting: Waiting;
  /** Null: not complete. */
  readonly by: CompletedBy | null;
  /** Smaller than at the look before: cut while it was written. */
  readonly isCut: boolean;
  /** Monotonic time at which the next look may find it complete; Infinity: something else must happen first. */
  readonly dueAt: number;
}

/** Judges a file by this look and the one before. */
export function lookAt(
  rule: CompletionRule,
  identity: FileIdentity,
  before: Waiting | undefined,
  around: Circumstances,
): Look {
  const { monotonic } = around;
  const isSame = before !== undefined && isSameContent(before.identity, identity);
  const since = isSame ? before.since : lastChange(identity, before?.lookedAt, around);
  const waiting = { identity, since, lookedAt: monotonic };
  const isCut = before !== undefined && identity.size < before.identity.size;
  const { by, dueAt } = judge(rule, waiting, isSame, around);
  return { waiting, by, isCut, dueAt };
}

/**
 * The last change lies between two looks; within that the file's own time stamp tells, so that no poll is
 * waited for in vain. Clocks that differ shift it by one poll at most.
 */
function lastChange(
  { mtimeMs }: FileIdentity,
  lookedAt: number | undefined,
  { now, monotonic, absentAt }: Circumstances,
): number {
  const earliest = lookedAt ?? absentAt;
  if (Number.isNaN(earliest)) return monotonic;
  return Math.min(monotonic, Math.max(monotonic - (now - mtimeMs), earliest));
}

type Judgement = Pick<Look, 'by' | 'dueAt'>;

const COMPLETE_AT = 0;

function judge(
  rule: CompletionRule,
  waiting: Waiting,
  isSame: boolean,
  around: Circumstances,
): Judgement {
  switch (rule.rule) {
    case 'rename':
      return { by: 'rename', dueAt: COMPLETE_AT };
    case 'marker':
      return around.hasMarker
        ? { by: 'marker', dueAt: COMPLETE_AT }
        : { by: null, dueAt: Number.POSITIVE_INFINITY };
    case 'next':
      if (!around.isFollowed) return judgeQuiet('last', rule.lastMs, waiting, isSame, around);
      return judgeQuiet('next', SETTLE_MS, waiting, isSame, around);
    case 'quiet':
      return judgeQuiet('quiet', rule.quietMs, waiting, isSame, around);
  }
}

function judgeQuiet(
  by: CompletedBy,
  quietMs: number,
  { identity, since }: Waiting,
  isSame: boolean,
  { now, monotonic, isFirst }: Circumstances,
): Judgement {
  const dueAt = since + quietMs;
  const isOld =
    isFirst &&
    identity.mtimeMs >= PLAUSIBLE_FROM &&
    now - identity.mtimeMs >= Math.max(quietMs, LONG_AGO_MS);
  if (isOld) return { by: 'old', dueAt };
  return { by: isSame && monotonic >= dueAt ? by : null, dueAt };
}
