/** The compiled site, ready to render: compiled when its sources changed, else taken as it lies there. */

import { join } from 'node:path';
import { clientDirectory, loadCompiledSite } from './adapter/load.ts';
import { buildSite } from './build.ts';
import type { CompiledSite } from './gateway/pages.ts';

export interface CompiledSiteOptions {
  /** Holds the compiled versions in `site/`. */
  readonly home: string;
  /** Where the site is served; null: at the root of its host. */
  readonly url: string | null;
  /** Called where compiling takes time. */
  readonly onBegin?: () => void;
  readonly onProgress?: (detail: string) => void;
  /** Aborted: compiling ends with an error. */
  readonly signal?: AbortSignal;
}

/** Returns the site for these sources. */
export async function compiledSite(options: CompiledSiteOptions): Promise<CompiledSite> {
  const base = sitePath(options.url);
  let isTold = false;
  const directory = await buildSite({
    outDir: process.env['FLASH_SITE_DIR'] ?? join(options.home, 'site'),
    base,
    signal: options.signal,
    progress(text) {
      if (!isTold) options.onBegin?.();
      isTold = true;
      options.onProgress?.(text);
    },
  });
  const render = await loadCompiledSite(directory);
  return {
    directory,
    clientDirectory: clientDirectory(directory),
    render: (request, snapshot, silence = null) => render(request, { snapshot, silence }),
  };
}

/** Returns the path of the site's address, with a closing slash; `/` where none is set. */
export function sitePath(url: string | null): string {
  return url === null ? '/' : new URL(url).pathname.replace(/\/*$/, '/');
}
