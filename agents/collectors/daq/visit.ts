/** One visit to a watched directory: what is new in it, what is complete, what went. */

import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FileName } from '#agents/sources/file-path.ts';
import { listDirectory } from '#agents/sources/list-directory.ts';
import { lookAtFiles } from '#agents/sources/look-at-files.ts';
import { errorCode } from '#telemetry/errors.ts';
import type { Directory } from './directory.ts';
import { knownOf } from './directory.ts';
import type { Times, Visit, VisitRules } from './take-in.ts';
import { Gathered, accept, lookAgain, rescan } from './take-in.ts';

/** Files whose going is checked in one visit; the rest is for the next. */
const REMOVED_AT_ONCE = 500;

/** A directory changed this shortly before it was listed may have changed again within its clock's grain. */
const SURE_MS = 2_000;

/** Looks at a directory: only at its own time stamp where that says that nothing came or went. */
export async function visitDirectory(
  directory: Directory,
  rules: VisitRules,
  times: Times,
): Promise<Visit> {
  const gathered = new Gathered();
  const found = await statDirectory(directory, gathered);
  if (found === null) return gathered;
  try {
    await bringUpToDate(directory, found, rules, times, gathered);
  } catch (error) {
    directory.listed = null;
    reportOnce(directory, errorCode(error) ?? String(error), gathered);
  }
  return gathered;
}

async function bringUpToDate(
  directory: Directory,
  found: Stats,
  rules: VisitRules,
  times: Times,
  gathered: Gathered,
): Promise<void> {
  const isDue = times.monotonic >= directory.rescanAt;
  const { listed } = directory;
  if (listed === null || !listed.isSure || listed.mtimeMs !== found.mtimeMs || isDue) {
    const isFirst = !directory.isOpened;
    directory.listed = {
      mtimeMs: found.mtimeMs,
      isSure: times.now - found.mtimeMs > SURE_MS || times.now < found.mtimeMs,
    };
    await list(directory, `${found.dev}:${found.ino}`, rules, times, gathered, isFirst);
    directory.isOpened = true;
    if (isDue) {
      if (!isFirst) await rescan(directory, rules, times, gathered);
      directory.rescanAt = times.monotonic + rules.rescanMs;
    }
  }
  await lookAgain(directory, rules, times, gathered);
  if (gathered.completed.length + gathered.removed.length > 0) {
    directory.activeAt = times.monotonic;
  }
  directory.isGone = false;
}

async function statDirectory(directory: Directory, gathered: Gathered): Promise<Stats | null> {
  try {
    return await stat(directory.path);
  } catch (error) {
    reportOnce(directory, errorCode(error) ?? String(error), gathered);
    return null;
  }
}

/** Says once that a directory cannot be looked at; its files are not counted as removed. */
function reportOnce(directory: Directory, code: string, gathered: Gathered): void {
  if (!directory.isGone) {
    const isVanished = code === 'ENOENT';
    gathered.problems.push({
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
  gathered: Gathered,
  isFirst: boolean,
): Promise<void> {
  const known = knownOf(directory);
  const names = await listDirectory(directory.path);
  const fresh: FileName[] = [];
  let seen = 0;
  for (const name of names) {
    if (known.has(name.text)) {
      seen += 1;
      if (isFirst) fresh.push(name);
    } else if (!directory.waiting.has(name.text) && !directory.others.has(name.text)) {
      if (!rules.isIgnored(name.text)) fresh.push(name);
    }
    if (name.bytes !== null) directory.bytes.set(name.text, name.bytes);
  }
  if (seen < known.size) await findRemoved(directory, names, seen, identity, gathered);
  else directory.identity = identity;
  const stored = isFirst ? new Set(known.keys()) : null;
  for (const look of await lookAtFiles(directory.path, fresh)) {
    accept(directory, look, stored, rules, times, gathered);
  }
}

/** Tells removed files from a directory that is no longer the same one: a mount that went, another disk. */
async function findRemoved(
  directory: Directory,
  names: readonly FileName[],
  seen: number,
  identity: string,
  gathered: Gathered,
): Promise<void> {
  const known = knownOf(directory);
  const isOther = directory.identity !== '' && directory.identity !== identity;
  if (isOther && seen * 2 < known.size) {
    gathered.problems.push({
      reason: 'vanished',
      subject: directory.text,
      message: `another directory stands here and lacks ${known.size - seen} known files: they are not counted as removed`,
    });
    return;
  }
  directory.identity = identity;
  const present = new Set(names.map((name) => name.text));
  const missing: FileName[] = [];
  for (const name of known.keys()) {
    if (present.has(name) || directory.queued.has(name)) continue;
    if (missing.length === REMOVED_AT_ONCE) {
      directory.listed = null;
      break;
    }
    missing.push({ text: name, bytes: directory.bytes.get(name) ?? null });
  }
  for (const look of await lookAtFiles(directory.path, missing)) {
    if (look.kind !== 'gone') continue;
    known.delete(look.name.text);
    directory.bytes.delete(look.name.text);
    directory.recent.delete(look.name.text);
    directory.unpackedChanges += 1;
    gathered.removed.push(look.name.text);
  }
}
