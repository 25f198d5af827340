/** Loads a compiled site into this process. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FlashError } from '#telemetry/errors.ts';

/** What a page reads beside its address; the snapshot is a `SnapshotAccess`, or null where nothing has been published. */
export interface PageLocals {
  readonly snapshot: object | null;
}

export type RenderPage = (request: Request, locals: PageLocals) => Promise<Response>;

/** Where a compiled site keeps the files that are served as they are: prerendered pages, styles, scripts. */
export function clientDirectory(directory: string): string {
  return join(directory, 'client');
}

/**
 * Returns the renderer of the site compiled into `directory` (see `buildSite`).
 * @throws {FlashError} where there is no compiled site
 */
export async function loadCompiledSite(directory: string): Promise<RenderPage> {
  const entry = join(directory, 'server', 'entry.mjs');
  const compiled: unknown = await import(pathToFileURL(entry).href).catch((cause: unknown) => {
    throw new FlashError({
      operation: 'load the compiled site',
      subject: entry,
      reason: 'it is missing or damaged',
      hint: 'delete that folder; the site is compiled again at the next start',
      cause,
    });
  });
  return rendererOf(compiled, entry);
}

function rendererOf(compiled: unknown, entry: string): RenderPage {
  if (typeof compiled === 'object' && compiled !== null && 'render' in compiled) {
    const { render } = compiled;
    if (typeof render === 'function') {
      // A fresh copy for every page: Astro adds to its locals.
      return async (request, locals) => render(request, { ...locals }) as Promise<Response>;
    }
  }
  throw new FlashError({
    operation: 'load the compiled site',
    subject: entry,
    reason: 'it exports no function named render',
  });
}
