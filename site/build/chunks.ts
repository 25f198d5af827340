/** How the browser's code is cut: what every page's script needs at once is one file, so that a first view stays within its requests. */

/** What the bundler knows of a module; of Rollup's `ModuleInfo`. */
interface Modules {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

const SCRIPT = /\/site\/src\/client\/main\.ts$/;
/** What pages with charts need at once beside it; what they take out, load and choose comes later. */
const CHARTS =
  /\/site\/src\/(?:client\/explore\/(?:cursor|doors|gestures|page|panels|plot)|client\/charts-page)\.ts$/;
/** One file with the canvas of run pages: whoever needs one of them needs all of it. */
const CANVAS = /\/(?:uplot\/dist\/[^/]*|site\/src\/client\/timeline\/plot)\.(?:js|ts)$/;

/**
 * Returns the name of the file that a module belongs to: `site` where the script of every page leads to it without
 * waiting, `plot` and `charts` for what draws on canvases; null where only a part leads there that is loaded when it is needed.
 */
export function chunkOf(id: string, modules: Modules): string | null {
  if (isOfScript(id, modules, new Set())) return 'site';
  if (CANVAS.test(id)) return 'plot';
  return CHARTS.test(id) ? 'charts' : null;
}

function isOfScript(id: string, modules: Modules, seen: Set<string>): boolean {
  if (SCRIPT.test(id)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  const importers = modules.getModuleInfo(id)?.importers ?? [];
  return importers.some((importer) => isOfScript(importer, modules, seen));
}
