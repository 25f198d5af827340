/** One build at a time in one checkout: Astro and typedoc write beside the sources. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, FlashError } from '#telemetry/errors.ts';
import { isProcessAlive } from '#telemetry/process-alive.ts';

const ASK_AGAIN_MS = 200;
const GIVE_UP_MS = 300_000;

/**
 * Runs `work` while holding the checkout's build lock; waits while a living process holds it.
 * @throws {FlashError} when another process holds it for five minutes
 */
export async function withBuildLock(
  root: string,
  progress: (text: string) => void,
  work: () => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const path = join(root, '.cache', 'site-build.lock');
  await mkdir(dirname(path), { recursive: true });
  await take(path, progress, signal);
  try {
    signal?.throwIfAborted();
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(
  path: string,
  progress: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const begin = performance.now();
  for (let asked = 0; performance.now() - begin < GIVE_UP_MS; asked += 1) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (!(await isHeld(path))) {
      await rm(path, { force: true });
      continue;
    }
    if (asked === 0) progress('waiting for another process that compiles the site');
    await delay(ASK_AGAIN_MS, undefined, signal === undefined ? {} : { signal });
  }
  throw new FlashError({
    operation: 'compile the site',
    subject: path,
    reason: 'another process has been compiling it for five minutes',
    hint: `look what process ${await readFile(path, 'utf8').catch(() => '?')} does; if it is not ours, delete that file`,
  });
}

/** Whether the process that wrote the lock lives; one that died holds nothing. */
async function isHeld(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  // Between its making and its writing the file is empty: somebody is just taking it.
  if (pid === 0) return true;
  return isProcessAlive(pid);
}
