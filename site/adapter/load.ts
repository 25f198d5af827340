/** Loads a compiled site into this process. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FlashError } from '#telemetry/errors.ts';

/** What a page reads beside its address; the snapshot is a `SnapshotAccess`, or null where nothing has been published. */
export interface PageLocals {
  readonly snapshot: object | null;
  /** That it is old (`Silence`); null: it is not, or the page is drawn for all times, into a file. */
  readonly silence: object | null;
}

/** What stands in a run's page; `run` is an `OpenedRun`, `view` a `RunView`: types of the compiled site, which nothing above it imports. */
export interface RunPage {
  readonly title: string;
  readonly description: string;
  readonly body: string;
}

export type RenderRun = (
  run: object,
  view: { readonly moved: object; readonly neighbours: object; readonly query: URLSearchParams },
) => RunPage;

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
  const render = await loadExport(directory, 'render');
  // A fresh copy for every page: Astro adds to its locals.
  return async (request, locals) => render(request, { ...locals }) as Promise<Response>;
}

/**
 * Returns the function that makes what stands in a run's page, of the same compiled site.
 * @throws {FlashError} where there is no compiled site
 */
export async function loadRunPage(directory: string): Promise<RenderRun> {
  const runPage = await loadExport(directory, 'runPage');
  return (run, view) => runPage(run, view) as RunPage;
}

type Exported = (...values: readonly unknown[]) => unknown;

async function loadExport(directory: string, name: string): Promise<Exported> {
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
  const found =
    typeof compiled === 'object' && compiled !== null
      ? (compiled as Readonly<Record<string, unknown>>)[name]
      : undefined;
  if (typeof found === 'function') return found as Exported;
  throw new FlashError({
    operation: 'load the compiled site',
    subject: entry,
    reason: `it exports no function named ${name}`,
  });
}
