/** All directories below one root: which are visited in a round, and which file comes next. */

import type { CollectorProblem, Cursor } from '#agents/collector.ts';
import { joinPath } from '#agents/sources/file-path.ts';
import type { FlashError } from '#telemetry/errors.ts';
import type { Directory } from './directory.ts';
import { formQueue, openDirectory, packDirectory, queueLength } from './directory.ts';
import { findMissing, findRenamed } from './find-renamed.ts';
import { readMark, writeMark } from './mark.ts';
import { pairMoved } from './pair-moved.ts';
import type { Completed, Removed, Subdirectory, Times, Visit, VisitRules } from './take-in.ts';
import { visitDirectory } from './visit.ts';

/** Directories beyond this many queued files wait to be listed: memory stays bounded over any history. */
const QUEUE_FILES = 50_000;

/** A directory in which nothing happened for this long is kept packed and visited in turn. */
const COLD_MS = 600_000;
const COLD_VISITS = 50;
/** Known files of cold directories are looked at again this many times more rarely. */
const COLD_RESCAN = 36;

/** The names of a directory are stored after this many new ones, or this long after the first of them. */
const STORE_NAMES = 500;
const STORE_MS = 600_000;

export interface TreeRound {
  readonly removed: readonly Removed[];
  readonly problems: readonly CollectorProblem[];
  readonly completed: readonly Completed[];
  /** Whether the root could not be read. */
  readonly isBlind: boolean;
  /** Why the round ended early: the disk gave no answer. */
  readonly failure: FlashError | null;
  /** Entries of directories that are followed no longer. */
  readonly cursor: Readonly<Record<string, string>>;
}

export interface Backlog {
  /** Complete files that are not read yet, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Files still being written. */
  readonly open: number;
  /** Directories not listed yet. */
  readonly directories: number;
}

export interface Tree {
  visit(times: Times): Promise<TreeRound>;
  /** The directory that holds the oldest complete file, or null. */
  nextDirectory(): Directory | null;
  backlog(): Backlog;
  /** Monotonic time at which a file that is waited for may be complete; Infinity: none is. */
  dueAt(): number;
  /** Cursor entries of directories whose names are to be stored now. */
  store(monotonic: number): Readonly<Record<string, string>>;
}

/** Keys of a directory in the cursor. */
const markKey = (text: string): string => `mark:${text}`;
const namesKey = (text: string): string => `names:${text}`;

/** What the tree knows: all directories, those not listed yet, and the turn of the cold ones. */
interface Grove {
  readonly root: string;
  readonly rules: VisitRules;
  /** What was remembered before this start, without what was forgotten since. */
  readonly cursor: Map<string, string>;
  readonly all: Map<string, Directory>;
  readonly fresh: { readonly directory: Directory; readonly mtimeMs: number }[];
  cold: Directory[];
  queued: number;
  isWalked: boolean;
}

/** Makes the tree; `cursor` is what was remembered before this start. */
export function createTree(options: {
  root: string;
  rules: Omit<VisitRules, 'canDescend'>;
  maxDepth: number;
  cursor: Cursor;
}): Tree {
  const { root, maxDepth, cursor } = options;
  const canDescend = ({ segments }: Directory): boolean => segments.length < maxDepth;
  const grove: Grove = {
    root,
    rules: { ...options.rules, canDescend },
    cursor: new Map(cursor),
    all: new Map(),
    fresh: [],
    cold: [],
    queued: 0,
    isWalked: false,
  };
  add(grove, { root, path: root, text: root, segments: [] }, 0);
  return {
    visit: (times) => visitAll(grove, times),
    nextDirectory: () => findNext(grove),
    backlog: () => measureBacklog(grove.all.values(), grove.fresh.length),
    dueAt: () => findDue(grove.all.values()),
    store: (monotonic) => storeNames(grove.all.values(), monotonic),
  };
}

type Place = Pick<Directory, 'root' | 'path' | 'text' | 'segments'>;

/** Adds a directory, with what the cursor holds of it; one that is known stays as it is. */
function add({ all, fresh, cursor }: Grove, place: Place, mtimeMs: number): void {
  if (all.has(place.text)) return;
  const mark = readMark(cursor.get(markKey(place.text)));
  const names = cursor.get(namesKey(place.text));
  const directory = openDirectory({ ...place, mark, names, monotonic: 0 });
  all.set(place.text, directory);
  fresh.push({ directory, mtimeMs });
}

/** Where a directory that was found in another one stands. */
function placeIn(parent: Directory, { name }: Subdirectory): Place {
  return {
    root: parent.root,
    path: joinPath(parent.path, name),
    text: `${parent.text === '/' ? '' : parent.text}/${name.text}`,
    segments: [...parent.segments, name.text],
  };
}

const isCold = (directory: Directory): boolean =>
  directory.isOpened && directory.known === null && directory.packed !== null;

/** Those to visit now: busy ones, a slice of the cold ones, new ones by age while the queue is short. */
function* toVisit(grove: Grove, monotonic: number): Generator<Directory> {
  const { all, fresh } = grove;
  const isFresh = new Set(fresh.map(({ directory }) => directory));
  for (const directory of all.values()) {
    if (!isFresh.has(directory) && !isCold(directory)) yield directory;
  }
  if (grove.cold.length === 0) grove.cold = [...all.values()].filter(isCold);
  yield* grove.cold.splice(0, COLD_VISITS);
  while (fresh.length > 0 && grove.queued < QUEUE_FILES) {
    fresh.sort((a, b) => a.mtimeMs - b.mtimeMs);
    const first = fresh.shift();
    if (first === undefined) return;
    first.directory.activeAt = monotonic;
    yield first.directory;
  }
}

async function visitAll(grove: Grove, times: Times): Promise<TreeRound> {
  const visits: { readonly directory: Directory; readonly visit: Visit }[] = [];
  const opened: Directory[] = [];
  const { rules, all } = grove;
  let failure: FlashError | null = null;
  for (const directory of toVisit(grove, times.monotonic)) {
    const isIdle = times.monotonic - directory.activeAt > COLD_MS;
    const rescanMs = rules.rescanMs * (isIdle ? COLD_RESCAN : 1);
    const wasOpened = directory.isOpened;
    const visit = await visitDirectory(directory, { ...rules, rescanMs }, times);
    if (!wasOpened && directory.isOpened) opened.push(directory);
    for (const sub of visit.subdirectories) add(grove, placeIn(directory, sub), sub.mtimeMs);
    visits.push({ directory, visit });
    grove.queued += visit.completed.length;
    if (visit.failure !== null) {
      if (!directory.isOpened) grove.fresh.push({ directory, mtimeMs: 0 });
      failure = visit.failure;
      break;
    }
  }
  const isBlind = all.get(grove.root)?.isGone === true;
  const renamed = findRenamed(opened, all);
  const problems = [...visits.flatMap(({ visit }) => visit.problems), ...renamed.problems];
  const removed = [...pairMoved(visits), ...renamed.removed];
  const cursor: Record<string, string> = {};
  for (const { text } of renamed.directories) forget(grove, text, cursor);
  if (!grove.isWalked && grove.fresh.length === 0 && !isBlind && failure === null) {
    grove.isWalked = true;
    const missing = findMissing(grove.cursor, grove.root, all);
    problems.push(...missing.problems);
    removed.push(...missing.removed);
    for (const { text } of missing.directories) forget(grove, text, cursor);
  }
  const completed = visits.flatMap(({ visit }) => visit.completed);
  return { removed, problems, completed, isBlind, failure, cursor };
}

/** Follows a directory no longer: it has another name now. Where it gets the old one back, its files are read again. */
function forget(grove: Grove, text: string, cursor: Record<string, string>): void {
  grove.all.delete(text);
  for (const key of [markKey(text), namesKey(text)]) {
    grove.cursor.delete(key);
    cursor[key] = '';
  }
}

/** The directory that holds the oldest complete file. */
function findNext(grove: Grove): Directory | null {
  let best: Directory | null = null;
  let bestTime = Number.POSITIVE_INFINITY;
  grove.queued = 0;
  for (const directory of grove.all.values()) {
    formQueue(directory);
    grove.queued += queueLength(directory);
    const head = directory.queue[directory.queueAt]?.identity.mtimeMs;
    if (head !== undefined && head < bestTime) [best, bestTime] = [directory, head];
  }
  return best;
}

function measureBacklog(directories: Iterable<Directory>, unlisted: number): Backlog {
  let files = 0;
  let bytes = 0;
  let open = 0;
  for (const directory of directories) {
    files += queueLength(directory);
    open += directory.waiting.size;
    for (let at = directory.queueAt; at < directory.queue.length; at += 1) {
      bytes += directory.queue[at]?.identity.size ?? 0;
    }
    for (const file of directory.ready) bytes += file.identity.size;
  }
  return { files, bytes, open, directories: unlisted };
}

function findDue(directories: Iterable<Directory>): number {
  let due = Number.POSITIVE_INFINITY;
  for (const directory of directories) {
    for (const { dueAt, notBefore } of directory.waiting.values()) {
      due = Math.min(due, Math.max(dueAt, notBefore));
    }
  }
  return due;
}

/** Packs idle directories, and gives the names that are to be stored. */
function storeNames(directories: Iterable<Directory>, monotonic: number): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const directory of directories) {
    const { known, unpackedChanges, isVisited } = directory;
    if (known === null || isVisited || known.size + unpackedChanges === 0) continue;
    const isBusy = queueLength(directory) > 0 || directory.waiting.size > 0;
    const isIdle = !isBusy && monotonic - directory.activeAt > COLD_MS;
    const isLate = unpackedChanges > 0 && monotonic - directory.packedAt > STORE_MS;
    if (unpackedChanges < STORE_NAMES && !isLate && !isIdle) continue;
    const text = packDirectory(directory, monotonic, isIdle);
    if (unpackedChanges > 0) entries[namesKey(directory.text)] = text;
  }
  return entries;
}

/** The cursor entry of a directory's mark. */
export function markEntry(directory: Directory): readonly [string, string] {
  return [markKey(directory.text), writeMark(directory.mark)];
}
