/** How the browser's code is cut: what every page's script needs at once is one file, so that a first view stays within its requests. */

/** What the bundler knows of a module; of Rollup's `ModuleInfo`. */
interface Modules {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

const SCRIPT = /\/site\/src\/client\/main\.ts$/;
/** Small, and needed at once by several parts: a file of its own would cost a request. */
const SHARED =
  /\/site\/src\/(?:runs\/time-words|client\/(?:copy-text|on-scroll))\.ts$|\brolldown[/:]runtime/;
/** What the page of charts needs at once; what it loads and takes out comes later. */
const CHARTS =
  /\/site\/src\/client\/(?:explore\/(?:chooser|cursor|doors|gestures|page|panels|plot)|charts-page)\.ts$/;
/** One file with the canvas of run pages: whoever needs one of them needs all of it. */
const CANVAS = /\/(?:uplot\/dist\/[^/]*|site\/src\/client\/timeline\/plot)\.(?:js|ts)$/;

/**
 * Returns the name of the file that a module belongs to: `site` where the script of every page leads to it without
 * waiting; null where only a part leads there that is loaded when it is needed.
 */
export function chunkOf(id: string, modules: Modules): string | null {
  return SHARED.test(id) || isOfScript(id, modules, new Set()) ? 'site' : null;
}

/** Returns `charts` for what the page of charts needs at once, null for the rest; the others go before it. */
export function chartsChunkOf(id: string): string | null {
  return CHARTS.test(id) ? 'charts' : null;
}

/** Returns `plot` for what draws on canvases, null for the rest; asked after `chunkOf`, which goes before it. */
export function canvasChunkOf(id: string): string | null {
  return CANVAS.test(id) ? 'plot' : null;
}

function isOfScript(id: string, modules: Modules, seen: Set<string>): boolean {
  if (SCRIPT.test(id)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  const importers = modules.getModuleInfo(id)?.importers ?? [];
  return importers.some((importer) => isOfScript(importer, modules, seen));
}
