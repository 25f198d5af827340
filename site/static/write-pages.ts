/** All data pages of the static site, by as many threads as there are processors: rendering is all computation. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { FlashError } from '#telemetry/errors.ts';
import type { CompiledSite } from '../gateway/pages.ts';
import { writePage, type PageTarget } from './write-page.ts';

/** What a thread is sent: addresses of pages, without base. */
export type Lot = readonly string[];

export interface ThreadInput {
  /** Folder of the compiled site. */
  readonly compiled: string;
  /** Folder of the static site, which holds the snapshot in `data`. */
  readonly directory: string;
  readonly url: string;
}

/** What a thread says of a lot. */
export type ThreadNews = { readonly done: number } | { readonly failed: Failure };

/** An error as it goes from thread to thread, which leaves the class behind. */
interface Failure {
  readonly operation: string;
  readonly subject: string;
  readonly reason: string;
  readonly hint: string | undefined;
}

const LOT = 40;
/** Below this many pages a thread costs more than it saves: each loads the compiled site for itself. */
const WORTH_A_THREAD = 400;
/** Each needs some 100 MB. */
const MOST_THREADS = 4;

export interface PagesTarget extends Omit<PageTarget, 'site'> {
  /** One that was compiled into a folder is loaded by every thread from there. */
  readonly site: CompiledSite;
}

export interface Threads {
  readonly threads?: number;
  readonly worthAThread?: number;
}

/** Writes every page; `onWritten` is told how many are done. @throws {FlashError} of the first page that fails */
export async function writePages(
  target: PagesTarget,
  pages: readonly string[],
  onWritten: (count: number) => void,
  {
    threads = Math.min(MOST_THREADS, availableParallelism()),
    worthAThread = WORTH_A_THREAD,
  }: Threads = {},
): Promise<void> {
  const { directory, url, site } = target;
  const useful = Math.min(threads, Math.floor(pages.length / worthAThread));
  if (site.directory === undefined || useful < 2) {
    for (const [i, page] of pages.entries()) {
      await writePage(target, page);
      onWritten(i + 1);
    }
    return;
  }
  const input: ThreadInput = { compiled: site.directory, directory, url };
  const lots = lotsOf(pages);
  let written = 0;
  const work = Array.from({ length: useful }, async () => {
    await runThread(input, lots, (count) => {
      written += count;
      onWritten(written);
    });
  });
  await Promise.all(work);
}

function* lotsOf(pages: readonly string[]): Generator<Lot, undefined> {
  for (let first = 0; first < pages.length; first += LOT) yield pages.slice(first, first + LOT);
}

/** Runs a thread until there is no lot left; one that fails leaves none to the others. */
async function runThread(
  workerData: ThreadInput,
  lots: Generator<Lot, undefined>,
  onDone: (count: number) => void,
): Promise<void> {
  const thread = new Worker(new URL('page-thread.ts', import.meta.url), { workerData });
  try {
    await new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const { value } = lots.next();
        if (value === undefined) resolve();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        else thread.postMessage(value);
      };
      thread.on('message', (news: ThreadNews) => {
        if ('failed' in news) {
          reject(new FlashError(failureOptions(news.failed)));
          return;
        }
        onDone(news.done);
        next();
      });
      thread.once('error', reject);
      thread.once('exit', (code) => {
        reject(new RangeError(`a thread that renders pages ended with ${code}`));
      });
      next();
    });
  } finally {
    lots.return(undefined);
    await thread.terminate();
  }
}

function failureOptions({
  hint,
  ...failure
}: Failure): ConstructorParameters<typeof FlashError>[0] {
  return hint === undefined ? failure : { ...failure, hint };
}
