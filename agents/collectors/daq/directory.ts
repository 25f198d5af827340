/** One directory that is watched: what of it is known, what is waited for, what stands in the queue. */

import type { FileName, FilePath } from '#agents/sources/file-path.ts';
import type { FileIdentity } from '#agents/sources/read-whole.ts';
import type { CompletedBy, Waiting } from './completion.ts';
import { KnownFiles } from './known-files.ts';
import type { DirectoryMark } from './mark.ts';
import { compareFiles } from './mark.ts';
import { packNames, unpackNames } from './pack-names.ts';

/** Names that the mark may carry; what is beyond is delivered again after a restart. */
const MARK_NAMES = 100;

/** Foreign names that an idle directory keeps; more (a marker beside each file) are looked at again when it changes. */
const FEW_OTHERS = 200;

/** A complete file that is to be read. */
export interface ReadyFile {
  readonly name: FileName;
  readonly identity: FileIdentity;
  /** It had been delivered before, with other content. */
  readonly isReplacement: boolean;
  readonly by: CompletedBy;
}

export interface WaitingFile extends Waiting {
  readonly name: FileName;
  readonly isReplacement: boolean;
  /** Monotonic milliseconds before which it is left alone: it could not be read. */
  readonly notBefore: number;
  /** Monotonic milliseconds at which a look may find it complete. */
  readonly dueAt: number;
  /** Whether its missing marker was reported. */
  readonly isReported: boolean;
}

/** How far the slow look at every known file has come. */
export interface Rescan {
  readonly names: readonly string[];
  readonly at: number;
}

export interface Directory {
  readonly root: string;
  readonly path: FilePath;
  /** As found, for people and as the run's path. */
  readonly text: string;
  /** Names of the directories from the root down to this one. */
  readonly segments: readonly string[];
  mark: DirectoryMark;
  /** Files delivered or queued; null while packed. */
  known: KnownFiles | null;
  /** The names of `known` in few bytes, as last stored. */
  packed: Buffer | null;
  /** Names known since the last packing. */
  unpackedChanges: number;
  packedAt: number;
  readonly bytes: Map<string, Buffer>;
  readonly waiting: Map<string, WaitingFile>;
  ready: ReadyFile[];
  queue: ReadyFile[];
  queueAt: number;
  readonly queued: Set<string>;
  /** Directories and foreign files in it, markers among them. */
  others: Set<string>;
  /** Of each ending the file last written, as far as seen: the files before it are followed. */
  readonly newest: Map<string, readonly [mtimeMs: number, name: string]>;
  /** Names delivered lately, by when (monotonic ms): looked at once more. */
  readonly recent: Map<string, number>;
  /** Monotonic milliseconds at which they were. */
  recentAt: number;
  listed: Listed | null;
  /** Whether it was listed since the agent started. */
  isOpened: boolean;
  /** Whether a visit is under way: what it has not looked at yet must not count as seen. */
  isVisited: boolean;
  /** Monotonic milliseconds of the last visit that came to its end; NaN: none. */
  visitedAt: number;
  identity: string;
  isGone: boolean;
  activeAt: number;
  rescanAt: number;
  rescan: Rescan | null;
}

/** The last listing: the directory's own times then (the second tells that permissions changed), and from when (monotonic ms) a listing holds all that this time stands for. */
export interface Listed {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly sureAt: number;
  readonly isSure: boolean;
}

/** Makes the state of a directory from what the cursor holds of it. */
export function openDirectory(options: {
  root: string;
  path: FilePath;
  text: string;
  segments: readonly string[];
  mark: DirectoryMark;
  names: string | undefined;
  monotonic: number;
}): Directory {
  const { root, path, text, segments, mark, names, monotonic } = options;
  return {
    root,
    path,
    text,
    segments,
    mark,
    known: null,
    packed: names === undefined || names === '' ? null : Buffer.from(names, 'base64'),
    unpackedChanges: 0,
    packedAt: monotonic,
    bytes: new Map(),
    waiting: new Map(),
    ready: [],
    queue: [],
    queueAt: 0,
    queued: new Set(),
    others: new Set(),
    newest: new Map(),
    recent: new Map(),
    recentAt: Number.NEGATIVE_INFINITY,
    listed: null,
    isOpened: false,
    isVisited: false,
    visitedAt: Number.NaN,
    identity: mark.identity,
    isGone: false,
    activeAt: monotonic,
    rescanAt: 0,
    rescan: null,
  };
}

/** The stored names: delivered before this start. A damaged store counts as none. */
function storedNames(directory: Directory): ReadonlySet<string> {
  if (directory.packed === null) return new Set();
  try {
    return new Set(unpackNames(directory.packed));
  } catch {
    return new Set();
  }
}

/** The known files; unpacked, their content is told by the mark alone. */
export function knownOf(directory: Directory): KnownFiles {
  directory.known ??= new KnownFiles(storedNames(directory));
  return directory.known;
}

/** A name and, where it is not UTF-8, its bytes. */
export function nameIn(directory: Directory, text: string): FileName {
  return { text, bytes: directory.bytes.get(text) ?? null };
}

/** Makes room: the names of a directory in which nothing happens are kept packed. Gives the text for the cursor. */
export function packDirectory(directory: Directory, monotonic: number, isIdle: boolean): string {
  const names = [...(directory.known?.names() ?? [])];
  directory.packed = packNames(names.filter((name) => !directory.queued.has(name)));
  directory.unpackedChanges = 0;
  directory.packedAt = monotonic;
  if (isIdle) {
    directory.known = null;
    if (directory.others.size > FEW_OTHERS) directory.others = new Set();
  }
  return directory.packed.toString('base64');
}

/** How many files wait in the queue. */
export function queueLength({ queue, queueAt, ready }: Directory): number {
  return queue.length - queueAt + ready.length;
}

/** Forms the next queue from what is ready, oldest first, once the last one is worked through. */
export function formQueue(directory: Directory): void {
  if (directory.isVisited) return;
  if (directory.queueAt < directory.queue.length || directory.ready.length === 0) return;
  directory.queue = directory.ready.sort((a, b) =>
    compareFiles([a.identity.mtimeMs, a.name.text], [b.identity.mtimeMs, b.name.text]),
  );
  directory.ready = [];
  directory.queueAt = 0;
  let limit = 0;
  for (const { identity } of directory.queue) limit = Math.max(limit, identity.ctimeMs);
  // So many the mark carries by name; with more of them it must not pass any.
  if (directory.waiting.size > MARK_NAMES) {
    for (const file of directory.waiting.values()) {
      if (file.notBefore === 0) limit = Math.min(limit, file.identity.ctimeMs - 1);
    }
  }
  directory.mark = {
    ...directory.mark,
    queue: { limit, at: [Number.MIN_SAFE_INTEGER, ''] },
  };
}

/** The next files of the queue, oldest first, at most so many; they stay in it until they are done. */
export function nextFiles(directory: Directory, most: number): readonly ReadyFile[] {
  formQueue(directory);
  return directory.queue.slice(directory.queueAt, directory.queueAt + most);
}

/**
 * The mark after the files up to `last` are done. What is not done though the mark has passed its time is in it by name:
 * a file waits long for its marker and then takes its turn behind newer ones. Where there are too many names, the mark
 * stays where it was: after a restart some files are delivered again, and none is left out.
 */
export function advanceMark(directory: Directory, last: ReadyFile | null): DirectoryMark {
  const { mark, queue, queueAt } = directory;
  let next = mark;
  if (mark.queue !== null && last !== null) {
    const isOver = queueAt >= queue.length;
    next = isOver
      ? { ...mark, settled: Math.max(mark.settled, mark.queue.limit), queue: null }
      : { ...mark, queue: { ...mark.queue, at: [last.identity.mtimeMs, last.name.text] } };
  }
  const waiting = passedNames(directory, next);
  if (waiting.length > MARK_NAMES) return directory.mark;
  directory.mark = { ...next, identity: directory.identity, waiting };
  return directory.mark;
}

/** Names of files that are not done and that a mark would take for done. */
function passedNames(directory: Directory, mark: DirectoryMark): string[] {
  const { waiting, ready, queue, queueAt } = directory;
  const reach = Math.max(mark.settled, mark.queue?.limit ?? 0);
  const isBy = (file: ReadyFile, time: number): boolean => file.identity.ctimeMs <= time;
  return [
    ...[...waiting].filter(([, file]) => file.identity.ctimeMs <= reach).map(([name]) => name),
    ...ready.filter((file) => isBy(file, reach)).map(({ name }) => name.text),
    // The rest of the queue is told by its order, but for what is older than all that is settled.
    ...queue
      .slice(queueAt)
      .filter((file) => isBy(file, mark.settled))
      .map(({ name }) => name.text),
  ];
}
