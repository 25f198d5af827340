/** One visit to a watched directory: what is new in it, what is complete, what went. */

import type { PathLook } from '#agents/sources/disk.ts';
import type { FileName } from '#agents/sources/file-path.ts';
import type { FileLook } from '#agents/sources/look-at-files.ts';
import { isSameContent } from '#agents/sources/read-whole.ts';
import { errorCode, FlashError } from '#telemetry/errors.ts';
import type { Directory, Listed } from './directory.ts';
import { knownOf, nameIn } from './directory.ts';
import { beginRescan, lookAgain, rescan } from './look-again.ts';
import type { Times, VisitRules } from './take-in.ts';
import { Visit, accept, isData, noteNewest } from './take-in.ts';

/** Files whose going is checked in one visit; the rest is for the next. */
const REMOVED_AT_ONCE = 500;

/** Grain of a directory's time: of file systems that keep whole seconds (two of them on FAT), and of a kernel's tick. */
const COARSE_MS = 2_000;
const FINE_MS = 20;

/** Looks at a directory: only at its own time stamp where that says that nothing came or went. */
export async function visitDirectory(
  directory: Directory,
  rules: VisitRules,
  times: Times,
): Promise<Visit> {
  const visit = new Visit();
  directory.isVisited = true;
  try {
    const found = await rules.disk.stat(directory.path);
    await bringUpToDate(directory, found, rules, times, visit);
    directory.visitedAt = times.monotonic;
  } catch (error) {
    directory.listed = null;
    if (error instanceof FlashError) visit.failure = error;
    else reportOnce(directory, errorCode(error) ?? String(error), visit);
  } finally {
    directory.isVisited = false;
  }
  return visit;
}

async function bringUpToDate(
  directory: Directory,
  found: PathLook,
  rules: VisitRules,
  times: Times,
  visit: Visit,
): Promise<void> {
  const isDue = times.monotonic >= directory.rescanAt;
  const before = directory.listed;
  if (before === null || !before.isSure || isChanged(before, found) || isDue) {
    directory.listed = listing(found, before, times);
    const isFirst = !directory.isOpened;
    await list(directory, `${found.dev}:${found.ino}`, rules, times, visit, isFirst);
    if (isDue) beginRescan(directory, rules.rescanMs, times.monotonic);
    directory.isOpened = true;
  }
  if (directory.rescan !== null) await rescan(directory, rules, times, visit);
  await lookAgain(directory, rules, times, visit);
  if (visit.completed.length + visit.removed.length > 0) directory.activeAt = times.monotonic;
  directory.isGone = false;
}

/**
 * What a listing at this time of the directory stands for. A name that came within the clock's grain after it
 * leaves no trace in that time, so that a listing is sure only when the grain has passed.
 */
function listing(
  { mtimeMs, ctimeMs }: PathLook,
  before: Listed | null,
  { now, monotonic }: Times,
): Listed {
  const isFine = mtimeMs % 1_000 !== 0;
  const grain = isFine ? FINE_MS : COARSE_MS;
  const isOld = now - mtimeMs > grain;
  const isKnown = before !== null && before.mtimeMs === mtimeMs;
  const sureAt = isKnown ? before.sureAt : monotonic + COARSE_MS;
  return { mtimeMs, ctimeMs, sureAt, isSure: isOld || monotonic >= sureAt };
}

function isChanged(before: Listed, { mtimeMs, ctimeMs }: PathLook): boolean {
  return before.mtimeMs !== mtimeMs || before.ctimeMs !== ctimeMs;
}

/** Says once that a directory cannot be looked at; its files are not counted as removed. */
function reportOnce(directory: Directory, code: string, visit: Visit): void {
  if (!directory.isGone) {
    const isVanished = code === 'ENOENT';
    visit.problems.push({
      reason: isVanished ? 'vanished' : 'unreadable',
      subject: directory.text,
      message: isVanished
        ? 'the directory is gone as a whole: its files are not counted as removed'
        : `the directory cannot be looked at (${code})`,
    });
  }
  directory.isGone = true;
}

async function list(
  directory: Directory,
  identity: string,
  rules: VisitRules,
  times: Times,
  visit: Visit,
  isFirst: boolean,
): Promise<void> {
  const names = await rules.disk.list(directory.path);
  const known = knownOf(directory);
  const fresh: FileName[] = [];
  let seen = 0;
  let others = 0;
  for (const name of names) {
    const { text } = name;
    if (known.has(text)) {
      seen += 1;
      if (isFirst) fresh.push(name);
    } else if (directory.others.has(text)) others += 1;
    else if (!directory.waiting.has(text) && !rules.isIgnored(text)) fresh.push(name);
    if (name.bytes !== null) directory.bytes.set(text, name.bytes);
  }
  if (others < directory.others.size) forgetOthers(directory, names);
  const looks = fresh.length === 0 ? [] : await rules.disk.look(directory.path, fresh);
  if (seen < known.size) await findRemoved(directory, names, seen, identity, looks, rules, visit);
  else directory.identity = identity;
  const stored = isFirst ? new Set(known.names()) : null;
  noteNewest(directory, looks);
  const isFile = (look: FileLook): boolean => look.kind === 'file' && isData(rules, look.name.text);
  // Markers first: a file that comes with its marker is complete at once.
  const ordered = [...looks.filter((look) => !isFile(look)), ...looks.filter(isFile)];
  for (const look of ordered) accept(directory, look, stored, rules, times, visit);
}

/** Drops foreign names that are no longer there: temporary names must not pile up over years. */
function forgetOthers(directory: Directory, names: readonly FileName[]): void {
  const { others } = directory;
  directory.others = new Set(names.map(({ text }) => text).filter((text) => others.has(text)));
}

/** Tells removed files from a directory that is no longer the same one: a mount that went, another disk. */
async function findRemoved(
  directory: Directory,
  names: readonly FileName[],
  seen: number,
  identity: string,
  fresh: readonly FileLook[],
  rules: VisitRules,
  visit: Visit,
): Promise<void> {
  const known = knownOf(directory);
  const isOther = directory.identity !== '' && directory.identity !== identity;
  if (isOther && seen * 2 < known.size) {
    visit.problems.push({
      reason: 'vanished',
      subject: directory.text,
      message: `another directory stands here and lacks ${known.size - seen} known files: they are not counted as removed`,
    });
    return;
  }
  directory.identity = identity;
  const present = new Set(names.map((name) => name.text));
  const missing: FileName[] = [];
  for (const name of known.names()) {
    if (present.has(name) || directory.queued.has(name)) continue;
    if (missing.length === REMOVED_AT_ONCE) {
      directory.listed = null;
      break;
    }
    missing.push(nameIn(directory, name));
  }
  for (const look of await rules.disk.look(directory.path, missing)) {
    if (look.kind === 'gone') remove(directory, look.name.text, fresh, visit);
  }
}

function remove(
  directory: Directory,
  name: string,
  fresh: readonly FileLook[],
  visit: Visit,
): void {
  const known = knownOf(directory);
  const content = known.get(name) ?? null;
  const twin = fresh.find(
    (look) => look.kind === 'file' && content !== null && isSameContent(content, look.identity),
  );
  known.delete(name);
  directory.bytes.delete(name);
  directory.recent.delete(name);
  directory.unpackedChanges += 1;
  visit.removed.push({ name, content, newName: twin?.name.text ?? null });
}
