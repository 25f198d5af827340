/** Files on their way to the disk: several at once, each whole or not at all, all of them safe before a manifest names one. */

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, FlashError } from '#telemetry/errors.ts';

/** Files in the making at once: compressing uses the other cores while the catalogue is read. */
const AT_ONCE = 6;
/** From so many files on, flushing the whole file system is quicker than flushing each. */
const FLUSH_ALL_FROM = 40;

export interface Outbox {
  /** Begins to make and write files; waits only where too many are under way. What fails is thrown by `settle`. */
  send(work: () => Promise<void>): Promise<void>;
  /** Writes a file beside its target and renames it; it is not safe before `settle`. */
  write(target: string, body: Uint8Array): Promise<void>;
  /** Says that a file of so many bytes was put in place by other means. */
  placed(target: string, bytes: number): void;
  /** Waits for all that was sent, and makes it safe. @throws the first failure */
  settle(): Promise<void>;
}

/** Told of every file that is in its place, and of each time that the disk was asked to make something safe. */
export interface OutboxListener {
  readonly wrote: (target: string, bytes: number) => void;
  readonly flushed: () => void;
}

/** Returns an outbox for files below a directory. */
export function createOutbox(directory: string, listener: OutboxListener): Outbox {
  const running = new Set<Promise<void>>();
  const written = new Set<string>();
  const made = new Set<string>();
  let failure: { readonly error: unknown } | null = null;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failure ??= { error };
    }
  };
  const forget = async (promise: Promise<void>): Promise<void> => {
    await promise;
    running.delete(promise);
  };
  return {
    async send(work) {
      while (running.size >= AT_ONCE) await Promise.race(running);
      const promise = attempt(work);
      running.add(promise);
      void forget(promise);
    },
    async write(target, body) {
      const folder = dirname(target);
      if (!made.has(folder)) {
        await mkdir(folder, { recursive: true });
        made.add(folder);
      }
      const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
      try {
        await writeFile(temporary, body, { flag: 'wx' });
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true });
        throw await withRoom(error, target, body.length);
      }
      written.add(target);
      listener.wrote(target, body.length);
    },
    placed(target, bytes) {
      written.add(target);
      listener.wrote(target, bytes);
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
      const paths = [...written];
      written.clear();
      made.clear();
      const failed = failure;
      failure = null;
      if (failed !== null) throw failed.error;
      await flush(directory, paths, listener);
    },
  };
}

/** Returns the error of a write; where the disk is full it says how much is missing. */
export async function withRoom(thrown: unknown, target: string, bytes: number): Promise<unknown> {
  const code = errorCode(thrown);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return thrown;
  const stats = await statfs(dirname(target)).catch(() => null);
  const free = stats === null ? 0 : stats.bavail * stats.bsize;
  const missing = Math.max(0, bytes - free);
  return new FlashError({
    operation: 'write the snapshot',
    subject: target,
    reason: `the disk is full: ${bytes} bytes are to be written, ${free} are free, ${missing} are missing`,
    hint: 'free some room; the snapshot before this one stays in force until then',
    cause: thrown,
    transient: true,
  });
}

async function flush(
  directory: string,
  paths: readonly string[],
  listener: OutboxListener,
): Promise<void> {
  if (paths.length >= FLUSH_ALL_FROM && (await flushFileSystem(directory))) {
    listener.flushed();
    return;
  }
  const targets = new Set(paths.flatMap((path) => [path, dirname(path)]));
  for (const target of targets) {
    const handle = await open(target, 'r');
    try {
      await handle.sync();
      listener.flushed();
    } finally {
      await handle.close();
    }
  }
}

/** Flushes the file system that holds a directory (coreutils `sync -f`); false where there is no such program. */
async function flushFileSystem(directory: string): Promise<boolean> {
  return await promisify(execFile)('sync', ['-f', directory]).then(
    () => true,
    () => false,
  );
}
