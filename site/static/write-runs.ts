/** Pages of runs, nearly all of a site: what stands in them is put into a frame that Astro made once, which gives the same bytes in less time. */

import { FlashError } from '#telemetry/errors.ts';
import type { RenderRun, RunPage } from '../adapter/load.ts';
import { runSurroundings } from '../snapshot/run-surroundings.ts';
import { fillFrame, frameOf, isPlain, type Frame } from './run-frame.ts';
import { renderPage, writeText, type PageTarget } from './write-page.ts';

const RUN = /^\/runs\/([^/]+)\/(\d+)\/$/;
const NO_QUERY = new URLSearchParams();

/**
 * Returns a writer of run pages. It returns false for a page that is none, that moved, or whose title has to be escaped:
 * that is for Astro to make. The first two are made by Astro as well: one gives the frame, the other proves it.
 * @throws {FlashError} where a page in the frame differs from the one that Astro makes
 */
export function createRunWriter(
  target: PageTarget,
  runPage: RenderRun,
): (page: string) => Promise<boolean> {
  let frame: Frame | null = null;
  let isProven = false;

  const framed = async (page: string, shown: RunPage): Promise<string> => {
    if (frame !== null && isProven) return fillFrame(frame, shown);
    const text = await renderPage(target, page);
    if (frame === null) frame = frameOf(text, shown);
    else if (fillFrame(frame, shown) !== text) throw differs(page);
    else isProven = true;
    return text;
  };

  return async (page) => {
    const [, slug = '', number = ''] = RUN.exec(page) ?? [];
    const run = slug === '' ? null : await target.snapshot.run(slug, Number(number));
    const around = await runSurroundings(target.snapshot, slug, Number(number));
    const shown = run === null ? null : runPage(run, { ...around, query: NO_QUERY });
    if (shown === null || !isPlain(shown)) return false;
    writeText(target.directory, page, await framed(page, shown));
    return true;
  };
}

function differs(page: string): FlashError {
  return new FlashError({
    operation: 'build the site',
    subject: page,
    reason: 'the frame of run pages is not the same on all of them',
    hint: 'this is a fault of ours: please report it with the output of FLASH_DEBUG=1',
  });
}
