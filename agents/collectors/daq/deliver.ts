/** Works through the queue: reads complete files, oldest first, in a few lanes, and moves the marks. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { WholeFileReader } from '#agents/sources/read-whole.ts';
import { createWholeFileReader } from '#agents/sources/read-whole.ts';
import type { Clock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Directory, ReadyFile } from './directory.ts';
import { advanceMark, takeNext } from './directory.ts';
import type { FileReading, MakeFacts } from './read-file.ts';
import { readFile } from './read-file.ts';
import { RETRY_MS } from './take-in.ts';
import type { Tree } from './tree.ts';
import { markEntry } from './tree.ts';

/** One lane hashes while the others read; more would only take memory. */
const LANES = 3;
/** Files taken from one directory before another one may be older. */
const CHUNK = 32;
/** Delivered files of a directory that are looked at once more for a minute. */
const RECENT = 40;
/** A round ends after this long, so that facts reach the spool soon. */
const ROUND_MS = 2_000;

export interface Delivery {
  readonly facts: readonly Fact[];
  readonly problems: readonly CollectorProblem[];
  readonly cursor: Readonly<Record<string, string>>;
  readonly delivered: readonly { readonly directory: Directory; readonly file: ReadyFile }[];
}

export interface Deliverer {
  /** Delivers until the limits of a round: files, time, bytes. */
  deliver(signal: AbortSignal): Promise<Delivery>;
}

export interface DelivererOptions {
  readonly tree: Tree;
  readonly clock: Clock;
  readonly maxFiles: number;
  /** Bytes per second, or null. */
  readonly maxRate: number | null;
  readonly isSweep: (name: string) => boolean;
  readonly makeFacts: MakeFacts;
}

/** Makes the deliverer; its buffers are made at the first file. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { tree, clock, maxFiles, maxRate, isSweep, makeFacts } = options;
  let readers: readonly WholeFileReader[] | null = null;
  /** Monotonic time before which the rate limit lets nothing more be read. */
  let freeAt = 0;

  async function readAll(
    directory: Directory,
    files: readonly ReadyFile[],
  ): Promise<readonly FileReading[]> {
    readers ??= await Promise.all(Array.from({ length: LANES }, createWholeFileReader));
    const readings: FileReading[] = Array.from({ length: files.length });
    let next = 0;
    const lane = async (reader: WholeFileReader): Promise<void> => {
      for (;;) {
        const at = next;
        next += 1;
        const file = files[at];
        if (file === undefined) return;
        readings[at] = await readFile(reader, directory, file, isSweep(file.name.text), makeFacts);
      }
    };
    await Promise.all(readers.map(lane));
    return readings;
  }

  return {
    async deliver(signal) {
      const out = {
        facts: [] as Fact[],
        problems: [] as CollectorProblem[],
        cursor: {} as Record<string, string>,
        delivered: [] as { directory: Directory; file: ReadyFile }[],
      };
      const start = clock.monotonic();
      while (out.delivered.length < maxFiles && !signal.aborted) {
        const now = clock.monotonic();
        if (now - start > ROUND_MS || now < freeAt) break;
        const directory = tree.nextDirectory();
        if (directory === null) break;
        const files = takeChunk(directory, Math.min(CHUNK, maxFiles - out.delivered.length));
        const readings = await readAll(directory, files);
        for (const reading of readings) settle(directory, reading, clock.monotonic(), out);
        advanceMark(directory, files.at(-1) ?? null);
        const [key, value] = markEntry(directory);
        out.cursor[key] = value;
        directory.activeAt = clock.monotonic();
        freeAt = now + pause(files, maxRate);
      }
      return out;
    },
  };
}

function takeChunk(directory: Directory, most: number): ReadyFile[] {
  const files: ReadyFile[] = [];
  while (files.length < most) {
    const file = takeNext(directory);
    if (file === undefined) break;
    files.push(file);
    if (directory.queueAt >= directory.queue.length) break;
  }
  return files;
}

/** Milliseconds that these files may take at the limit. */
function pause(files: readonly ReadyFile[], maxRate: number | null): number {
  if (maxRate === null) return 0;
  let bytes = 0;
  for (const { identity } of files) bytes += identity.size;
  return (bytes * 1000) / maxRate;
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
  out: {
    readonly facts: Fact[];
    readonly problems: CollectorProblem[];
    readonly delivered: { directory: Directory; file: ReadyFile }[];
  },
): void {
  const { file } = reading;
  const name = file.name.text;
  const subject = `${directory.text}/${name}`;
  directory.queued.delete(name);
  if (reading.kind === 'read') {
    out.facts.push(...reading.facts);
    out.problems.push(...reading.problems);
    out.delivered.push({ directory, file });
    directory.unpackedChanges += 1;
    remember(directory, name, monotonic);
    return;
  }
  directory.known?.delete(name);
  if (reading.kind === 'gone') {
    const message = 'went before it was read: nothing is known of it';
    out.problems.push({ reason: 'gone', subject, message });
    return;
  }
  const { identity, isReplacement } = file;
  const isUnreadable = reading.kind === 'unreadable';
  const pauseMs = reading.kind === 'short' ? reading.waitMs : RETRY_MS;
  const notBefore = reading.kind === 'changed' ? 0 : monotonic + pauseMs;
  directory.waiting.set(name, {
    identity,
    since: monotonic,
    name: file.name,
    isReplacement,
    notBefore,
  });
  if (isUnreadable) {
    const message = `cannot be read (${reading.code}): tried again in a minute`;
    out.problems.push({ reason: 'unreadable', subject, message });
  }
}
