/** Takes files in: complete ones into the queue, the rest among those waited for. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { Disk } from '#agents/sources/disk.ts';
import type { FileName } from '#agents/sources/file-path.ts';
import type { FileLook } from '#agents/sources/look-at-files.ts';
import type { FileIdentity } from '#agents/sources/read-whole.ts';
import type { FlashError } from '#telemetry/errors.ts';
import type { CompletedBy, CompletionRule } from './completion.ts';
import { lookAt } from './completion.ts';
import type { Directory } from './directory.ts';
import { knownOf } from './directory.ts';
import type { KnownContent } from './known-files.ts';
import { compareFiles, isDelivered } from './mark.ts';

/** A file that could not be looked at or read is tried again after this long. */
export const RETRY_MS = 60_000;

/** Kinds of files told apart in one directory. */
const MOST_ENDINGS = 256;

/** What a visit needs to know. */
export interface VisitRules {
  readonly disk: Disk;
  readonly isIgnored: (name: string) => boolean;
  readonly isWanted: (name: string) => boolean;
  /** Whether a directory belongs to a campaign. */
  readonly hasCampaign: (directory: Directory) => boolean;
  readonly completion: CompletionRule;
  readonly rescanMs: number;
  readonly canDescend: (directory: Directory) => boolean;
}

export interface Times {
  readonly now: number;
  readonly monotonic: number;
}

/** A directory that was found in the visited one. */
export interface Subdirectory {
  readonly name: FileName;
  readonly mtimeMs: number;
}

/** A delivered file whose name is no longer there, though its directory is. */
export interface Gone {
  readonly name: string;
  readonly content: KnownContent | null;
  /** The name in the same directory under which the same file now stands. */
  readonly newName: string | null;
}

/** A delivered file that went, as it is told. */
export interface Removed {
  readonly directory: Pick<Directory, 'text' | 'segments'>;
  readonly name: string;
  readonly why: string;
}

/** A file that became complete. */
export interface Completed {
  readonly mtimeMs: number;
  readonly size: number;
  readonly by: CompletedBy;
}

/** What a visit gathers while it goes. */
export class Visit {
  readonly subdirectories: Subdirectory[] = [];
  readonly removed: Gone[] = [];
  /** Files that were seen for the first time. */
  readonly arrived: { readonly name: string; readonly identity: FileIdentity }[] = [];
  readonly problems: CollectorProblem[] = [];
  readonly completed: Completed[] = [];
  /** The disk gave no answer: what was gathered until then counts all the same. */
  failure: FlashError | null = null;
}

/** Takes in a name that was not known, or at the first visit any name. `stored`: delivered before this start. */
export function accept(
  directory: Directory,
  look: FileLook,
  stored: ReadonlySet<string> | null,
  rules: VisitRules,
  times: Times,
  visit: Visit,
): void {
  const { name } = look;
  if (look.kind === 'directory' && rules.canDescend(directory)) {
    directory.others.add(name.text);
    visit.subdirectories.push({ name, mtimeMs: look.mtimeMs });
  } else if (look.kind === 'directory' || look.kind === 'other') {
    if (look.kind === 'other' && rules.isWanted(name.text)) {
      const message = 'has the name of a data file and is a pipe, a socket or a device: left alone';
      visit.problems.push(problem('not_a_file', directory, name.text, message));
    }
    directory.others.add(name.text);
  } else if (!isData(rules, name.text)) {
    if (look.kind === 'file') directory.others.add(name.text);
  } else if (!rules.hasCampaign(directory)) {
    directory.others.add(name.text);
    const message =
      'no directory on its path is a campaign (run_rules.campaign_pattern): left alone';
    visit.problems.push(problem('no_campaign', directory, name.text, message));
  } else if (look.kind === 'unreadable') {
    visit.problems.push(unreadable(directory, name, look.code));
  } else if (look.kind === 'file') {
    takeIn(directory, look, stored, rules, times, visit);
  }
}

/** Whether a name is that of a data file or sweep; a marker's never is. */
export function isData({ completion, isWanted }: VisitRules, name: string): boolean {
  if (completion.rule === 'marker' && completion.markers.is(name)) return false;
  return isWanted(name);
}

function takeIn(
  directory: Directory,
  { name, identity }: FileLook & { kind: 'file' },
  stored: ReadonlySet<string> | null,
  rules: VisitRules,
  times: Times,
  visit: Visit,
): void {
  const isListed = stored?.has(name.text) ?? false;
  const file = { name: name.text, ...identity };
  if (stored !== null && isDelivered(directory.mark, file, isListed)) {
    knownOf(directory).set(name.text, identity);
    return;
  }
  knownOf(directory).delete(name.text);
  if (!directory.waiting.has(name.text)) visit.arrived.push({ name: name.text, identity });
  consider(directory, name, identity, isListed, rules, times, visit);
}

/** Remembers of each ending the file last written; to be done for all that were looked at before one is judged. */
export function noteNewest(directory: Directory, looks: readonly FileLook[]): void {
  for (const look of looks) {
    if (look.kind !== 'file') continue;
    const { text } = look.name;
    if (directory.newest.size > MOST_ENDINGS) directory.newest.clear();
    const newest = directory.newest.get(endingOf(text));
    const order = [look.identity.mtimeMs, text] as const;
    if (newest === undefined || compareFiles(newest, order) < 0) {
      directory.newest.set(endingOf(text), order);
    }
  }
}

/** Numbers in an ending count files, as in `raw.000123`: they make no kind of their own. */
function endingOf(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .slice(0, 16)
    .replaceAll(/\d+/g, '0');
}

function isFollowed(directory: Directory, name: string, { mtimeMs }: FileIdentity): boolean {
  const newest = directory.newest.get(endingOf(name));
  return newest !== undefined && compareFiles([mtimeMs, name], newest) < 0;
}

/** Puts a file into the queue where it is complete, else among those that are waited for. */
export function consider(
  directory: Directory,
  name: FileName,
  identity: FileIdentity,
  isReplacement: boolean,
  rules: VisitRules,
  times: Times,
  visit: Visit,
): void {
  const before = directory.waiting.get(name.text);
  const { completion } = rules;
  const look = lookAt(completion, identity, before, {
    ...times,
    absentAt: directory.visitedAt,
    isFirst: !directory.isOpened,
    hasMarker:
      completion.rule === 'marker' && directory.others.has(completion.markers.of(name.text)),
    isFollowed: isFollowed(directory, name.text, identity),
  });
  if (look.isCut) {
    const message = `became smaller while it was written (${before?.identity.size ?? 0} to ${identity.size} bytes)`;
    visit.problems.push(problem('cut', directory, name.text, message));
  }
  const wasReplacement = before?.isReplacement ?? isReplacement;
  if (look.by === null) {
    const { waiting, dueAt } = look;
    const isReported = before?.isReported ?? false;
    const state = { name, isReplacement: wasReplacement, notBefore: 0, dueAt };
    const file = { ...waiting, ...state, isReported };
    const isMissing = !isReported && missesMarker(completion, waiting.since, times);
    directory.waiting.set(name.text, isMissing ? { ...file, isReported: true } : file);
    if (isMissing) visit.problems.push(noMarker(directory, name.text));
    return;
  }
  directory.waiting.delete(name.text);
  directory.ready.push({ name, identity, isReplacement: wasReplacement, by: look.by });
  directory.queued.add(name.text);
  knownOf(directory).set(name.text, identity);
  visit.completed.push({ mtimeMs: identity.mtimeMs, size: identity.size, by: look.by });
}

function missesMarker(rule: CompletionRule, since: number, { monotonic }: Times): boolean {
  return rule.rule === 'marker' && monotonic - since >= rule.missingMs;
}

function noMarker(directory: Directory, name: string): CollectorProblem {
  const message =
    'nothing is written to it any more and its marker is missing: it is not registered before';
  return problem('no_marker', directory, name, message);
}

/** Leaves a waiting file alone for a while. */
export function postpone(directory: Directory, name: string, monotonic: number): void {
  const file = directory.waiting.get(name);
  if (file === undefined) return;
  directory.waiting.set(name, { ...file, notBefore: monotonic + RETRY_MS });
}

export function unreadable(directory: Directory, name: FileName, code: string): CollectorProblem {
  return problem('unreadable', directory, name.text, `cannot be looked at (${code})`);
}

export function problem(
  reason: string,
  directory: Directory,
  name: string,
  message: string,
): CollectorProblem {
  return { reason, subject: `${directory.text}/${name}`, message };
}
