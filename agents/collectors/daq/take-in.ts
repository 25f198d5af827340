/** Takes files in: complete ones into the queue, the rest among those waited for; other content under a known name is a replacement. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { FileName } from '#agents/sources/file-path.ts';
import type { FileLook } from '#agents/sources/look-at-files.ts';
import { lookAtFiles } from '#agents/sources/look-at-files.ts';
import type { FileIdentity } from '#agents/sources/read-whole.ts';
import type { CompletionRule } from './completion.ts';
import { lookAt } from './completion.ts';
import type { Directory } from './directory.ts';
import { contentNumber, knownOf } from './directory.ts';
import { isDelivered } from './mark.ts';

/** A file that could not be looked at or read is tried again after this long. */
export const RETRY_MS = 60_000;

/** What a visit needs to know. */
export interface VisitRules {
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

export interface Visit {
  readonly subdirectories: readonly Subdirectory[];
  /** Names of delivered files that are no longer there, though their directory is. */
  readonly removed: readonly string[];
  readonly problems: readonly CollectorProblem[];
  /** Files that became complete. */
  readonly completed: readonly { readonly mtimeMs: number; readonly size: number }[];
}

/** What a visit gathers while it goes. */
export class Gathered {
  readonly subdirectories: Subdirectory[] = [];
  readonly removed: string[] = [];
  readonly problems: CollectorProblem[] = [];
  readonly completed: { mtimeMs: number; size: number }[] = [];
}

/** Takes in a name that was not known, or at the first visit any name. `stored`: delivered before this start. */
export function accept(
  directory: Directory,
  look: FileLook,
  stored: ReadonlySet<string> | null,
  rules: VisitRules,
  times: Times,
  gathered: Gathered,
): void {
  const { name } = look;
  if (look.kind === 'directory' && rules.canDescend(directory)) {
    directory.others.add(name.text);
    gathered.subdirectories.push({ name, mtimeMs: look.mtimeMs });
  } else if (look.kind === 'directory' || look.kind === 'other') {
    directory.others.add(name.text);
  } else if (!rules.isWanted(name.text)) {
    if (look.kind === 'file') directory.others.add(name.text);
  } else if (!rules.hasCampaign(directory)) {
    directory.others.add(name.text);
    gathered.problems.push({
      reason: 'no_campaign',
      subject: `${directory.text}/${name.text}`,
      message: 'no directory on its path is a campaign (run_rules.campaign_pattern): left alone',
    });
  } else if (look.kind === 'unreadable') {
    gathered.problems.push(unreadable(directory, name, look.code));
  } else if (look.kind === 'file') {
    const { identity } = look;
    const isListed = stored?.has(name.text) ?? false;
    const file = { name: name.text, ...identity };
    const isDone = stored !== null && isDelivered(directory.mark, file, isListed);
    if (isDone) knownOf(directory).set(name.text, contentNumber(identity));
    else {
      knownOf(directory).delete(name.text);
      consider(directory, name, identity, isListed, rules, times, gathered);
    }
  }
}

/** Puts a file into the queue where it is complete, else among those that are waited for. */
function consider(
  directory: Directory,
  name: FileName,
  identity: FileIdentity,
  isReplacement: boolean,
  rules: VisitRules,
  times: Times,
  gathered: Gathered,
): void {
  const before = directory.waiting.get(name.text);
  const look = lookAt(rules.completion, identity, before, times);
  if (look.isCut) {
    gathered.problems.push({
      reason: 'cut',
      subject: `${directory.text}/${name.text}`,
      message: `became smaller while it was written (${before?.identity.size ?? 0} to ${identity.size} bytes)`,
    });
  }
  const wasReplacement = before?.isReplacement ?? isReplacement;
  if (!look.isComplete) {
    const waiting = { ...look.waiting, name, isReplacement: wasReplacement, notBefore: 0 };
    directory.waiting.set(name.text, waiting);
    return;
  }
  directory.waiting.delete(name.text);
  directory.ready.push({ name, identity, isReplacement: wasReplacement });
  directory.queued.add(name.text);
  knownOf(directory).set(name.text, contentNumber(identity));
  gathered.completed.push({ mtimeMs: identity.mtimeMs, size: identity.size });
}

/** Looks again at files that are waited for, and at those delivered in the last minute. */
export async function lookAgain(
  directory: Directory,
  rules: VisitRules,
  times: Times,
  gathered: Gathered,
): Promise<void> {
  const names: FileName[] = [];
  for (const file of directory.waiting.values()) {
    if (times.monotonic >= file.notBefore && times.monotonic > file.since) names.push(file.name);
  }
  for (const [name, at] of directory.recent) {
    if (times.monotonic - at > RETRY_MS) directory.recent.delete(name);
    else names.push({ text: name, bytes: directory.bytes.get(name) ?? null });
  }
  for (const look of await lookAtFiles(directory.path, names)) {
    const waiting = directory.waiting.has(look.name.text);
    if (look.kind === 'gone') directory.waiting.delete(look.name.text);
    else if (look.kind === 'unreadable' && waiting) {
      postpone(directory, look.name.text, times.monotonic);
      gathered.problems.push(unreadable(directory, look.name, look.code));
    } else if (look.kind === 'file') {
      if (waiting) consider(directory, look.name, look.identity, false, rules, times, gathered);
      else compare(directory, look.name, look.identity, rules, times, gathered);
    }
  }
}

/** Leaves a waiting file alone for a while. */
export function postpone(directory: Directory, name: string, monotonic: number): void {
  const file = directory.waiting.get(name);
  if (file !== undefined) {
    directory.waiting.set(name, { ...file, notBefore: monotonic + RETRY_MS });
  }
}

/** Compares a delivered file with what was delivered; other content is a replacement. */
function compare(
  directory: Directory,
  name: FileName,
  identity: FileIdentity,
  rules: VisitRules,
  times: Times,
  gathered: Gathered,
): void {
  const known = knownOf(directory);
  const before = known.get(name.text);
  if (before === undefined || directory.queued.has(name.text)) return;
  const isSame = Number.isNaN(before)
    ? identity.ctimeMs <= directory.mark.settled
    : before === contentNumber(identity);
  if (isSame) {
    known.set(name.text, contentNumber(identity));
    return;
  }
  known.delete(name.text);
  directory.recent.delete(name.text);
  gathered.problems.push({
    reason: 'replaced',
    subject: `${directory.text}/${name.text}`,
    message: 'changed after it was complete: it is read again',
  });
  consider(directory, name, identity, true, rules, times, gathered);
}

/** Looks at every known file, for what a directory's time stamp does not tell. */
export async function rescan(
  directory: Directory,
  rules: VisitRules,
  times: Times,
  gathered: Gathered,
): Promise<void> {
  const names = [...knownOf(directory).keys()].map((text) => ({
    text,
    bytes: directory.bytes.get(text) ?? null,
  }));
  for (const look of await lookAtFiles(directory.path, names)) {
    if (look.kind === 'file') {
      compare(directory, look.name, look.identity, rules, times, gathered);
    }
  }
}

function unreadable(directory: Directory, name: FileName, code: string): CollectorProblem {
  return {
    reason: 'unreadable',
    subject: `${directory.text}/${name.text}`,
    message: `cannot be looked at (${code})`,
  };
}
