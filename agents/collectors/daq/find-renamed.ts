/** Directories that got another name, told by their device and inode: their files' old copies are gone for certain. */

import type { CollectorProblem, Cursor } from '#agents/collector.ts';
import type { Directory } from './directory.ts';
import { knownOf, openDirectory } from './directory.ts';
import { readMark } from './mark.ts';
import { NOT_FOUND } from './pair-moved.ts';
import type { Removed } from './take-in.ts';

/** What became of directories that are not found under their names. */
export interface Lost {
  /** Those that stand elsewhere now. */
  readonly directories: readonly Directory[];
  readonly removed: readonly Removed[];
  readonly problems: readonly CollectorProblem[];
}

/** Of the directories that are gone those that were now opened under another name. */
export function findRenamed(
  opened: readonly Directory[],
  all: ReadonlyMap<string, Directory>,
): Lost {
  const directories: Directory[] = [];
  const removed: Removed[] = [];
  const problems: CollectorProblem[] = [];
  if (opened.length === 0) return { directories, removed, problems };
  const now = new Map(opened.map((directory) => [directory.identity, directory]));
  for (const directory of all.values()) {
    const heir = now.get(directory.identity);
    if (!directory.isGone || heir === undefined || heir === directory) continue;
    pass(directory, heir, { directories, removed, problems });
  }
  return { directories, removed, problems };
}

/**
 * Books a directory whose inode is another one's now, so that it is gone for certain. Where none of its names is
 * found there, it was deleted and the file system gave its number away.
 */
function pass(
  directory: Directory,
  heir: Directory,
  out: { directories: Directory[]; removed: Removed[]; problems: CollectorProblem[] },
): void {
  const known = [...knownOf(directory).names()].filter((name) => !directory.queued.has(name));
  const isRenamed = known.length === 0 || known.some((name) => holds(heir, name));
  const why = isRenamed ? `its directory was renamed to ${heir.text}` : NOT_FOUND;
  out.directories.push(directory);
  for (const name of known) out.removed.push({ directory, name, why });
  const message = isRenamed
    ? `the directory was renamed to ${heir.text}: a run of its own, whose files are read again`
    : 'the directory was deleted with its files: another one has its place on the disk';
  out.problems.push({
    reason: isRenamed ? 'renamed' : 'vanished',
    subject: directory.text,
    message,
  });
}

const holds = (directory: Directory, name: string): boolean =>
  knownOf(directory).has(name) || directory.waiting.has(name);

/** Directories that were followed before this start and are not there any more. */
export function findMissing(
  cursor: Cursor,
  root: string,
  all: ReadonlyMap<string, Directory>,
): Lost {
  const out = {
    directories: [] as Directory[],
    removed: [] as Removed[],
    problems: [] as CollectorProblem[],
  };
  const now = new Map([...all.values()].map((directory) => [directory.identity, directory]));
  for (const [key, value] of cursor) {
    if (!key.startsWith('mark:') || value === '') continue;
    const text = key.slice('mark:'.length);
    const isOurs = text === root || text.startsWith(`${root}/`);
    if (!isOurs || all.has(text)) continue;
    const mark = readMark(value);
    const heir = now.get(mark.identity);
    if (mark.identity !== '' && heir !== undefined) {
      const names = cursor.get(`names:${text}`);
      const segments = text
        .slice(root.length)
        .split('/')
        .filter((part) => part !== '');
      const place = { root, path: text, text, segments, mark, names, monotonic: 0 };
      pass(openDirectory(place), heir, out);
      continue;
    }
    out.problems.push({
      reason: 'vanished',
      subject: text,
      message: 'went as a whole while the agent was away: its files are not counted as removed',
    });
  }
  return out;
}
