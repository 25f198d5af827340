/** All directories below the roots: which are visited in a round, and which file comes next. */

import type { CollectorProblem, Cursor } from '#agents/collector.ts';
import { joinPath } from '#agents/sources/file-path.ts';
import type { Directory } from './directory.ts';
import { formQueue, openDirectory, packDirectory, queueLength } from './directory.ts';
import { readMark, writeMark } from './mark.ts';
import type { Subdirectory, Times, VisitRules } from './take-in.ts';
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

export interface Removed {
  readonly directory: Directory;
  readonly names: readonly string[];
}

export interface TreeRound {
  readonly removed: readonly Removed[];
  readonly problems: readonly CollectorProblem[];
  readonly completed: readonly {
    readonly directory: Directory;
    readonly mtimeMs: number;
    readonly size: number;
  }[];
  /** Roots that could not be read. */
  readonly blindRoots: readonly string[];
}

export interface Tree {
  visit(times: Times): Promise<TreeRound>;
  /** The directory that holds the oldest complete file, or null. */
  nextDirectory(): Directory | null;
  /** What waits: complete files and their bytes, files still being written, directories not listed yet. */
  backlog(): { files: number; bytes: number; open: number; directories: number };
  /** Cursor entries of directories whose names are to be stored now. */
  store(monotonic: number): Readonly<Record<string, string>>;
}

/** Keys of a directory in the cursor. */
export const markKey = (directory: Directory): string => `mark:${directory.text}`;
const namesKey = (text: string): string => `names:${text}`;

/** What the tree knows: all directories, those not listed yet, and the turn of the cold ones. */
interface Grove {
  readonly roots: readonly string[];
  readonly rules: VisitRules;
  readonly cursor: Cursor;
  readonly all: Map<string, Directory>;
  readonly fresh: { readonly directory: Directory; readonly mtimeMs: number }[];
  cold: Directory[];
  queued: number;
  isWalked: boolean;
}

/** Makes the tree; `cursor` is what was remembered before this start. */
export function createTree(options: {
  roots: readonly string[];
  rules: Omit<VisitRules, 'canDescend'>;
  maxDepth: number;
  cursor: Cursor;
}): Tree {
  const { roots, maxDepth, cursor } = options;
  const canDescend = ({ segments }: Directory): boolean => segments.length < maxDepth;
  const grove: Grove = {
    roots,
    rules: { ...options.rules, canDescend },
    cursor,
    all: new Map(),
    fresh: [],
    cold: [],
    queued: 0,
    isWalked: false,
  };
  for (const root of roots) {
    add(grove, { root, path: root, text: root, segments: [] }, 0);
  }
  return {
    visit: async (times) => await visitAll(grove, times),
    nextDirectory: () => findNext(grove),
    backlog: () => measureBacklog(grove.all.values(), grove.fresh.length),
    store: (monotonic) => storeNames(grove.all.values(), monotonic),
  };
}

type Place = Pick<Directory, 'root' | 'path' | 'text' | 'segments'>;

/** Adds a directory, with what the cursor holds of it; one that is known stays as it is. */
function add({ all, fresh, cursor }: Grove, place: Place, mtimeMs: number): void {
  if (all.has(place.text)) return;
  const mark = readMark(cursor.get(`mark:${place.text}`));
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
    text: `${parent.text}/${name.text}`,
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
  const removed: Removed[] = [];
  const problems: CollectorProblem[] = [];
  const completed: TreeRound['completed'][number][] = [];
  const blindRoots: string[] = [];
  const { rules } = grove;
  for (const directory of toVisit(grove, times.monotonic)) {
    const isIdle = times.monotonic - directory.activeAt > COLD_MS;
    const rescanMs = rules.rescanMs * (isIdle ? COLD_RESCAN : 1);
    const found = await visitDirectory(directory, { ...rules, rescanMs }, times);
    for (const sub of found.subdirectories) add(grove, placeIn(directory, sub), sub.mtimeMs);
    for (const { mtimeMs, size } of found.completed) completed.push({ directory, mtimeMs, size });
    if (found.removed.length > 0) removed.push({ directory, names: found.removed });
    if (directory.isGone && directory.segments.length === 0) blindRoots.push(directory.text);
    problems.push(...found.problems);
    grove.queued += found.completed.length;
  }
  if (!grove.isWalked && grove.fresh.length === 0 && blindRoots.length === 0) {
    grove.isWalked = true;
    problems.push(...findMissing(grove));
  }
  return { removed, problems, completed, blindRoots };
}

/** Directories that were followed before this start and are not there any more. */
function findMissing({ cursor, roots, all }: Grove): CollectorProblem[] {
  const problems: CollectorProblem[] = [];
  for (const [key, value] of cursor) {
    if (!key.startsWith('mark:') || value === '') continue;
    const text = key.slice('mark:'.length);
    const isOurs = roots.some((root) => text === root || text.startsWith(`${root}/`));
    if (!isOurs || all.has(text)) continue;
    problems.push({
      reason: 'vanished',
      subject: text,
      message: 'went as a whole while the agent was away: its files are not counted as removed',
    });
  }
  return problems;
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

function measureBacklog(
  directories: Iterable<Directory>,
  unlisted: number,
): ReturnType<Tree['backlog']> {
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

/** Packs idle directories, and gives the names that are to be stored. */
function storeNames(directories: Iterable<Directory>, monotonic: number): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const directory of directories) {
    const { known, unpackedChanges } = directory;
    if (known === null || known.size + unpackedChanges === 0) continue;
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
  return [markKey(directory), writeMark(directory.mark)];
}
