/** A thread of `writePages`: loads the compiled site, opens the snapshot, and writes the pages that it is sent, one lot after the other. */

import { parentPort, workerData } from 'node:worker_threads';
import { describeError, FlashError } from '#telemetry/errors.ts';
import { loadCompiledSite, loadRunPage } from '../adapter/load.ts';
import { readBodyNow } from '../snapshot/body.ts';
import { openSnapshot } from '../snapshot/reader.ts';
import type { Lot, ThreadInput, ThreadNews } from './write-pages.ts';
import { writePage } from './write-page.ts';
import { createRunWriter } from './write-runs.ts';

const { compiled, directory, url } = workerData as ThreadInput;

async function start(): Promise<(lot: Lot) => Promise<void>> {
  const render = await loadCompiledSite(compiled);
  const readBody = async (path: string): Promise<Buffer> => readBodyNow(path);
  const snapshot = await openSnapshot(`${directory}/data`, { readBody });
  if (snapshot === null) throw new RangeError('there is no manifest');
  const target = {
    directory,
    url,
    snapshot,
    site: { render: (request: Request) => render(request, { snapshot, silence: null }) },
  };
  const writeRun = createRunWriter(target, await loadRunPage(compiled));
  return async (lot) => {
    for (const page of lot) if (!(await writeRun(page))) await writePage(target, page);
  };
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const tell = (news: ThreadNews): void => parentPort?.postMessage(news);
const started = start();
parentPort?.on('message', (lot: Lot) => {
  started
    .then((write) => write(lot))
    .then(
      () => tell({ done: lot.length }),
      (error: unknown) => tell({ failed: failureOf(error) }),
    );
});

function failureOf(error: unknown): Extract<ThreadNews, { failed: unknown }>['failed'] {
  if (error instanceof FlashError) {
    const { operation, subject, reason, hint } = error;
    return { operation, subject, reason, hint };
  }
  const reason = describeError(error);
  return { operation: 'build the site', subject: 'a page', reason, hint: undefined };
}
