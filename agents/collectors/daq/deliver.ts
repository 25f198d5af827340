/** Works through the queue: reads complete files, oldest first, a few at a time, and moves the marks as they are done. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { Disk } from '#agents/sources/disk.ts';
import type { Clock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Directory, ReadyFile } from './directory.ts';
import { advanceMark, nextFiles } from './directory.ts';
import type { FileReading, MakeFacts } from './read-file.ts';
import { readFile } from './read-file.ts';
import { RETRY_MS } from './take-in.ts';
import type { Tree } from './tree.ts';
import { markEntry } from './tree.ts';

/** One file is hashed while the others are read; more would only take memory. */
const AT_ONCE = 3;
/** Files taken from one directory before another one may be older. */
const CHUNK = 32;
/** Delivered files of a directory that are looked at once more for a minute. */
const RECENT = 40;

export interface Delivery {
  readonly facts: Fact[];
  readonly problems: CollectorProblem[];
  readonly cursor: Record<string, string>;
  /** Files that were read, by how they were judged complete. */
  readonly delivered: ReadyFile[];
  hashMs: number;
  readMs: number;
}

export interface Deliverer {
  /**
   * Delivers until the limits of a round: files, and the monotonic time `until`. What is being read then goes on
   * and is delivered by a later round, so that one huge file holds nothing up.
   */
  deliver(until: number, signal: AbortSignal): Promise<Delivery>;
}

export interface DelivererOptions {
  readonly tree: Tree;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly maxFiles: number;
  readonly isSweep: (name: string) => boolean;
  readonly makeFacts: MakeFacts;
}

/** Files of one directory that are being read; they are settled in their order. */
interface Chunk {
  readonly directory: Directory;
  readonly files: readonly ReadyFile[];
  readonly readings: (FileReading | undefined)[];
  begun: number;
  settled: number;
}

/** Something to wait for: rung by whoever has news, or over after some time. */
interface Bell {
  ring(): void;
  wait(ms: number): Promise<void>;
}

function createBell(): Bell {
  let ring: () => void = () => undefined;
  return {
    ring: () => {
      ring();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}

/** Makes the deliverer of one disk. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { tree, clock, maxFiles } = options;
  const bell = createBell();
  let chunk: Chunk | null = null;
  return {
    async deliver(until, signal) {
      const out = emptyDelivery();
      const onAbort = (): void => {
        bell.ring();
      };
      signal.addEventListener('abort', onAbort);
      while (!signal.aborted) {
        if (chunk !== null) settleChunk(chunk, clock.monotonic(), out);
        if (chunk !== null && chunk.settled === chunk.files.length) chunk = null;
        const leftMs = until - clock.monotonic();
        if (leftMs <= 0 || out.delivered.length >= maxFiles) break;
        chunk ??= begin(tree, options, bell);
        if (chunk === null) break;
        await bell.wait(Math.max(1, leftMs));
      }
      signal.removeEventListener('abort', onAbort);
      return out;
    },
  };
}

function emptyDelivery(): Delivery {
  return { facts: [], problems: [], cursor: {}, delivered: [], hashMs: 0, readMs: 0 };
}

/** Begins to read the oldest files of the directory that holds the oldest one. */
function begin(tree: Tree, options: DelivererOptions, bell: Bell): Chunk | null {
  const directory = tree.nextDirectory();
  if (directory === null) return null;
  const files = nextFiles(directory, CHUNK);
  const begun: Chunk = { directory, files, readings: [], begun: 0, settled: 0 };
  for (let lane = 0; lane < AT_ONCE; lane += 1) void readLane(begun, options, bell);
  return begun;
}

/** Reads file after file of a chunk until none is left; never throws. */
async function readLane(chunk: Chunk, options: DelivererOptions, bell: Bell): Promise<void> {
  const { disk, isSweep, makeFacts } = options;
  const { directory, files } = chunk;
  for (;;) {
    const at = chunk.begun;
    const file = files[at];
    if (file === undefined) return;
    chunk.begun += 1;
    const isSwept = isSweep(file.name.text);
    chunk.readings[at] = await readFile(disk, directory, file, isSwept, makeFacts);
    bell.ring();
  }
}

/** Books what was read so far, in order, and moves the mark behind it. */
function settleChunk(chunk: Chunk, monotonic: number, out: Delivery): void {
  const { directory } = chunk;
  const before = chunk.settled;
  for (;;) {
    const reading = chunk.readings[chunk.settled];
    if (reading === undefined) break;
    settle(directory, reading, monotonic, out);
    chunk.settled += 1;
    directory.queueAt += 1;
  }
  if (chunk.settled === before) return;
  advanceMark(directory, chunk.files[chunk.settled - 1] ?? null);
  const [key, value] = markEntry(directory);
  out.cursor[key] = value;
  directory.activeAt = monotonic;
}

/** Keeps the last files of a directory in mind, to see whether they change after all. */
function remember({ recent }: Directory, name: string, monotonic: number): void {
  recent.set(name, monotonic);
  if (recent.size <= RECENT) return;
  for (const oldest of recent.keys()) {
    recent.delete(oldest);
    return;
  }
}

/** Books what became of a file. */
function settle(
  directory: Directory,
  reading: FileReading,
  monotonic: number,
  out: Delivery,
): void {
  const { file } = reading;
  const name = file.name.text;
  directory.queued.delete(name);
  if (reading.kind === 'read') {
    out.facts.push(...reading.facts);
    out.problems.push(...reading.problems);
    out.delivered.push(file);
    out.hashMs += reading.hashMs;
    out.readMs += reading.readMs;
    directory.unpackedChanges += 1;
    remember(directory, name, monotonic);
    return;
  }
  directory.known?.delete(name);
  if (reading.kind === 'gone') out.problems.push(trouble(directory, name, 'gone', GONE));
  else waitAgain(directory, file, reading, monotonic);
  if (reading.kind === 'changed') out.problems.push(trouble(directory, name, 'grown', CHANGED));
  if (reading.kind !== 'unreadable') return;
  const message = `cannot be read (${reading.code}): tried again in a minute`;
  out.problems.push(trouble(directory, name, 'unreadable', message));
}

/** How long a file that was not read is left alone. */
const PAUSE_MS = { changed: 0, gone: 0, stalled: 5_000, unreadable: RETRY_MS, read: 0 };

const GONE = 'went before it was read: nothing is known of it';
const CHANGED = 'went on changing after it was judged complete: it is waited for again';

function waitAgain(
  directory: Directory,
  { name, identity, isReplacement }: ReadyFile,
  reading: FileReading,
  monotonic: number,
): void {
  const pauseMs = reading.kind === 'short' ? reading.waitMs : PAUSE_MS[reading.kind];
  const notBefore = pauseMs === 0 ? 0 : monotonic + pauseMs;
  directory.waiting.set(name.text, {
    identity,
    since: monotonic,
    lookedAt: monotonic,
    name,
    isReplacement,
    notBefore,
    dueAt: Math.max(notBefore, monotonic),
    isReported: false,
  });
}

function trouble(
  directory: Directory,
  name: string,
  reason: string,
  message: string,
): CollectorProblem {
  return { reason, subject: `${directory.text}/${name}`, message };
}
