/** Looks again: at files that are waited for, at those delivered lately, and slowly at every known one; other content under a known name is told and read again. */

import type { FileName } from '#agents/sources/file-path.ts';
import type { FileIdentity } from '#agents/sources/read-whole.ts';
import { isSameContent } from '#agents/sources/read-whole.ts';
import type { Directory } from './directory.ts';
import { knownOf, nameIn } from './directory.ts';
import type { KnownContent } from './known-files.ts';
import type { Times, Visit, VisitRules } from './take-in.ts';
import { RETRY_MS, consider, noteNewest, postpone, problem, unreadable } from './take-in.ts';

/** Files delivered lately are looked at this often. */
const RECENT_MS = 5_000;

/** Known files looked at in one visit of a slow look, so that it holds up nothing that is new. */
const RESCAN_AT_ONCE = 1_000;

/** A slow look takes this many files in `rescan_s`; a larger directory takes accordingly longer. */
const RESCAN_FILES = 10_000;

/** Looks again at files that are waited for, and at those delivered in the last minute. */
export async function lookAgain(
  directory: Directory,
  rules: VisitRules,
  times: Times,
  visit: Visit,
): Promise<void> {
  const names: FileName[] = [];
  for (const file of directory.waiting.values()) {
    if (times.monotonic >= file.notBefore && times.monotonic > file.lookedAt) names.push(file.name);
  }
  if (times.monotonic - directory.recentAt >= RECENT_MS) {
    directory.recentAt = times.monotonic;
    for (const [name, at] of directory.recent) {
      if (times.monotonic - at > RETRY_MS) directory.recent.delete(name);
      else names.push(nameIn(directory, name));
    }
  }
  if (names.length === 0) return;
  const looks = await rules.disk.look(directory.path, names);
  noteNewest(directory, looks);
  for (const look of looks) {
    const { text } = look.name;
    const waiting = directory.waiting.get(text);
    if (look.kind === 'gone') directory.waiting.delete(text);
    else if (look.kind === 'unreadable' && waiting !== undefined) {
      postpone(directory, text, times.monotonic);
      visit.problems.push(unreadable(directory, look.name, look.code));
    } else if (look.kind === 'other' && waiting !== undefined) {
      directory.waiting.delete(text);
      directory.others.add(text);
      const message = 'a pipe, a socket or a device took its place: left alone';
      visit.problems.push(problem('not_a_file', directory, text, message));
    } else if (look.kind === 'file') {
      if (waiting !== undefined) {
        consider(directory, look.name, look.identity, false, rules, times, visit);
      } else compare(directory, look.name, look.identity, rules, times, visit);
    }
  }
}

/** Looks at every known file a few at a time, for what a directory's time stamp does not tell. */
export async function rescan(
  directory: Directory,
  rules: VisitRules,
  times: Times,
  visit: Visit,
): Promise<void> {
  const { rescan: under } = directory;
  if (under === null) return;
  const texts = under.names.slice(under.at, under.at + RESCAN_AT_ONCE);
  const names = texts.map((text) => nameIn(directory, text));
  const looks = await rules.disk.look(directory.path, names);
  for (const look of looks) {
    if (look.kind === 'file') compare(directory, look.name, look.identity, rules, times, visit);
  }
  const at = under.at + texts.length;
  directory.rescan = at < under.names.length ? { names: under.names, at } : null;
}

/** Begins a slow look at what is known now, and says when the next one is due. */
export function beginRescan(directory: Directory, rescanMs: number, monotonic: number): void {
  const names = [...knownOf(directory).names()];
  directory.rescan = directory.isOpened && names.length > 0 ? { names, at: 0 } : null;
  directory.rescanAt = monotonic + rescanMs * Math.max(1, names.length / RESCAN_FILES);
}

/** Compares a delivered file with what was delivered. */
function compare(
  directory: Directory,
  name: FileName,
  identity: FileIdentity,
  rules: VisitRules,
  times: Times,
  visit: Visit,
): void {
  const known = knownOf(directory);
  const before = known.get(name.text);
  if (before === undefined || directory.queued.has(name.text)) return;
  const isSame =
    before === null ? identity.ctimeMs <= directory.mark.settled : isSameContent(before, identity);
  if (isSame) {
    known.set(name.text, identity);
    return;
  }
  known.delete(name.text);
  directory.recent.delete(name.text);
  const { reason, what } = tellChange(before, identity);
  visit.problems.push(problem(reason, directory, name.text, `${what}: it is read again`));
  consider(directory, name, identity, true, rules, times, visit);
}

/** What happened to a complete file. */
function tellChange(
  before: KnownContent | null,
  now: FileIdentity,
): { readonly reason: string; readonly what: string } {
  if (before === null) return { reason: 'replaced', what: 'changed while the agent was away' };
  const sizes = `(${before.size} to ${now.size} bytes)`;
  if (before.ino !== now.ino) {
    return { reason: 'replaced', what: `another file took its name ${sizes}` };
  }
  if (now.size < before.size) {
    return { reason: 'shrunk', what: `was cut after it was complete ${sizes}` };
  }
  if (now.size > before.size) {
    return { reason: 'grown', what: `grew after it was complete ${sizes}` };
  }
  return { reason: 'rewritten', what: 'was written to after it was complete' };
}
