/** One directory that is watched: what of it is known, what is waited for, what stands in the queue. */

import type { FileName, FilePath } from '#agents/sources/file-path.ts';
import type { FileIdentity } from '#agents/sources/read-whole.ts';
import type { Waiting } from './completion.ts';
import type { DirectoryMark } from './mark.ts';
import { compareFiles } from './mark.ts';
import { packNames, unpackNames } from './pack-names.ts';

/** Names that the mark may carry; what is beyond is delivered again after a restart. */
const MARK_NAMES = 100;

/** A complete file that is to be read. */
export interface ReadyFile {
  readonly name: FileName;
  readonly identity: FileIdentity;
  /** It had been delivered before, with other content. */
  readonly isReplacement: boolean;
}

export interface WaitingFile extends Waiting {
  readonly name: FileName;
  readonly isReplacement: boolean;
  /** Monotonic milliseconds before which it is left alone: it could not be read. */
  readonly notBefore: number;
}

export interface Directory {
  readonly root: string;
  readonly path: FilePath;
  /** As found, for people and as the run's path. */
  readonly text: string;
  /** Names of the directories from the root down to this one. */
  readonly segments: readonly string[];
  mark: DirectoryMark;
  /** Files delivered or queued, with a number that stands for their content; null while packed. */
  known: Map<string, number> | null;
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
  /** Directories and foreign files in it. */
  readonly others: Set<string>;
  /** Names delivered lately, by when (monotonic ms): looked at once more. */
  readonly recent: Map<string, number>;
  listed: { readonly mtimeMs: number; readonly isSure: boolean } | null;
  /** Whether it was listed since the agent started. */
  isOpened: boolean;
  identity: string;
  isGone: boolean;
  activeAt: number;
  rescanAt: number;
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
    recent: new Map(),
    listed: null,
    isOpened: false,
    identity: mark.identity,
    isGone: false,
    activeAt: monotonic,
    rescanAt: 0,
  };
}

/** A number that stands for a file's content: other size, time or inode, other number (but for one in 2^50). */
export function contentNumber({ size, mtimeMs, ino }: FileIdentity): number {
  const a = (size * 2_654_435_761 + ino * 40_503 + Math.floor(mtimeMs)) % 67_108_859;
  const b = (Math.floor(mtimeMs * 1024) + size * 31 + ino * 7) % 33_554_393;
  return a * 33_554_432 + b;
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

/** The known files; unpacked, their content is told by the mark alone (NaN). */
export function knownOf(directory: Directory): Map<string, number> {
  directory.known ??= new Map([...storedNames(directory)].map((name) => [name, Number.NaN]));
  return directory.known;
}

/** Makes room: the names of a directory in which nothing happens are kept packed. Gives the text for the cursor. */
export function packDirectory(directory: Directory, monotonic: number, isIdle: boolean): string {
  const names = [...(directory.known?.keys() ?? [])];
  directory.packed = packNames(names.filter((name) => !directory.queued.has(name)));
  directory.unpackedChanges = 0;
  directory.packedAt = monotonic;
  if (isIdle) directory.known = null;
  return directory.packed.toString('base64');
}

/** How many files wait in the queue. */
export function queueLength({ queue, queueAt, ready }: Directory): number {
  return queue.length - queueAt + ready.length;
}

/** Forms the next queue from what is ready, oldest first, once the last one is worked through. */
export function formQueue(directory: Directory): void {
  if (directory.queueAt < directory.queue.length || directory.ready.length === 0) return;
  directory.queue = directory.ready.sort((a, b) =>
    compareFiles([a.identity.mtimeMs, a.name.text], [b.identity.mtimeMs, b.name.text]),
  );
  directory.ready = [];
  directory.queueAt = 0;
  let limit = 0;
  for (const { identity } of directory.queue) limit = Math.max(limit, identity.ctimeMs);
  for (const file of directory.waiting.values()) {
    if (file.notBefore === 0) limit = Math.min(limit, file.identity.ctimeMs - 1);
  }
  directory.mark = {
    ...directory.mark,
    queue: { limit, at: [-1, ''] },
  };
}

/** Takes the next file off the queue, or gives undefined. */
export function takeNext(directory: Directory): ReadyFile | undefined {
  formQueue(directory);
  const file = directory.queue[directory.queueAt];
  if (file !== undefined) directory.queueAt += 1;
  return file;
}

/** The mark after the files up to `last` are done. */
export function advanceMark(directory: Directory, last: ReadyFile | null): DirectoryMark {
  const { mark, queue, queueAt, waiting } = directory;
  const waitingNames: string[] = [];
  let next = mark;
  if (mark.queue !== null && last !== null) {
    const isOver = queueAt >= queue.length;
    next = isOver
      ? { ...mark, settled: Math.max(mark.settled, mark.queue.limit), queue: null }
      : { ...mark, queue: { ...mark.queue, at: [last.identity.mtimeMs, last.name.text] } };
  }
  const reach = Math.max(next.settled, next.queue?.limit ?? 0);
  for (const [name, file] of waiting) {
    if (waitingNames.length >= MARK_NAMES) break;
    if (file.identity.ctimeMs <= reach) waitingNames.push(name);
  }
  directory.mark = { ...next, identity: directory.identity, waiting: waitingNames };
  return directory.mark;
}
