/** Which page of the documentation comes first for a question: asks the compiled site's index as the search box does. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { clientDirectory } from '#site/adapter/load.ts';
import { indexDocumentation } from '#site/build/search-index.ts';
import { findPages, type Pagefind, type Part } from '#site/src/search/documentation.ts';
import { serveHttp } from '#telemetry/http/serve.ts';

export interface AskedDocumentation extends AsyncDisposable {
  /** Paths of the pages that are found, best first: `/docs/procedures/start-of-shift/`. */
  pagesFor(question: string, part?: Part): Promise<readonly string[]>;
}

interface PagefindModule {
  createInstance(options: {
    readonly basePath: string;
    readonly baseUrl: string;
    readonly noWorker: boolean;
  }): Pagefind & { init(): Promise<void> };
}

/** Opens the search of a compiled site (`buildSite`), making its index where it has none. */
export async function askDocumentation(siteDirectory: string): Promise<AskedDocumentation> {
  const client = clientDirectory(siteDirectory);
  await indexDocumentation(client);
  // Pagefind's module fetches its index: over HTTP, as in a browser.
  const server = await serveHttp({
    what: 'index of the documentation',
    address: '127.0.0.1:0',
    handler: async (request) =>
      new Response(new Uint8Array(await readFile(join(client, new URL(request.url).pathname)))),
  });
  const module = await import(pathToFileURL(join(client, 'search', 'pagefind.js')).href);
  const pagefind = (module as PagefindModule).createInstance({
    basePath: `${server.url}/search/`,
    baseUrl: '/',
    noWorker: true,
  });
  await pagefind.init();
  return {
    async pagesFor(question, part = 'docs') {
      const { pages } = await findPages(pagefind, question, { part, most: 5 });
      return pages.map(({ url }) => url);
    },
    [Symbol.asyncDispose]: () => server.close(0),
  };
}
