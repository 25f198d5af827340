/** The index of the documentation's words, which Pagefind makes of the compiled pages: `search/` beside them. */

import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { close, createIndex } from 'pagefind';
import { errorCode, FlashError } from '#telemetry/errors.ts';

/** Only these: a Starlight site's own step would read every run's page. */
const PAGES = '{docs,api}/**/*.html';
/** What frames a page's text and says nothing of it. */
const FRAME = ['nav', 'footer', 'mobile-starlight-toc', '.sl-anchor-link', 'script', 'noscript'];
/** Pagefind's own boxes: ours asks its module. */
const OWN_BOXES = ['component-ui', 'modular-ui', 'ui'].flatMap((name) => [
  `pagefind-${name}.js`,
  `pagefind-${name}.css`,
]);

/**
 * Makes the index beside the compiled pages where it is not there yet, in a process of Pagefind's own.
 * Several may ask at once: the first that is done puts it there.
 * @throws {FlashError} where Pagefind does not run here, or finds no page
 */
export async function indexDocumentation(clientDirectory: string): Promise<void> {
  const directory = join(clientDirectory, 'search');
  if (await isThere(directory)) return;
  const draft = join(clientDirectory, `.search-${process.pid}`);
  await mkdir(draft, { recursive: true });
  try {
    await writeIndex(clientDirectory, draft);
    for (const name of [...OWN_BOXES, 'pagefind-highlight.js'])
      await rm(join(draft, name), { force: true });
    await rename(draft, directory).catch((error: unknown) => {
      // Another process was first: what it made is the same.
      if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function writeIndex(path: string, outputPath: string): Promise<void> {
  try {
    const { index, errors } = await createIndex({
      rootSelector: 'main',
      excludeSelectors: FRAME,
      forceLanguage: 'en',
    });
    if (index === undefined) throw failure(path, errors.join('; '));
    const read = await index.addDirectory({ path, glob: PAGES });
    if (read.errors.length > 0 || read.page_count === 0)
      throw failure(path, [...read.errors, `${read.page_count} pages`].join('; '));
    const written = await index.writeFiles({ outputPath });
    if (written.errors.length > 0) throw failure(outputPath, written.errors.join('; '));
  } catch (error) {
    if (error instanceof FlashError) throw error;
    throw failure(path, error instanceof Error ? error.message : String(error));
  } finally {
    await close();
  }
}

function failure(subject: string, reason: string): FlashError {
  return new FlashError({
    operation: 'index the documentation',
    subject,
    reason,
    hint: 'the site works without: the search box says that it cannot search the documentation',
  });
}

async function isThere(directory: string): Promise<boolean> {
  return await stat(join(directory, 'pagefind-entry.json')).then(
    () => true,
    () => false,
  );
}
