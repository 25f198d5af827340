/** The child that reads a disk for the agent: it may hang in the kernel and be killed, the agent may not. */

import type { Disk, DiskMethod, DiskRules } from './disk.ts';
import { createOwnDisk } from './disk.ts';
import { errorCode } from '#telemetry/errors.ts';

/** What the child is asked, as `distant-disk.ts` sends it. */
export interface DiskQuestion {
  readonly id: number;
  readonly method: DiskMethod;
  readonly words: readonly unknown[];
}

/** What it says: an answer, an error, or that what a question asks goes on; 0: that the child is there. */
export type DiskAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly code: string | undefined; readonly message: string }
  | { readonly moved: number };

/** It says at most this often that it goes on, ms. */
const MOVED_MS = 500;

function say(answer: DiskAnswer): void {
  if (process.connected) process.send?.(answer);
}

/** Makes what is called when a piece was read: the disk answers, however long the file. */
function createReport(id: number): () => void {
  let at = performance.now();
  return () => {
    if (performance.now() - at < MOVED_MS) return;
    at = performance.now();
    say({ moved: id });
  };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own parent wrote it
const rules = JSON.parse(process.argv.at(-1) ?? '{}') as DiskRules;
const disk: Disk = createOwnDisk(rules);

async function answer({ id, method, words }: DiskQuestion): Promise<void> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent's types say which words belong to which question
    const ask = disk[method] as (...words: readonly unknown[]) => Promise<unknown>;
    say({ id, value: await ask(...words, createReport(id)) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say({ id, code: errorCode(error), message });
  }
}

// oxlint-disable-next-line typescript/no-misused-promises -- `answer` never rejects
process.on('message', (question: DiskQuestion) => answer(question));
// A call that hangs would hold up an orderly end.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
say({ moved: 0 });
