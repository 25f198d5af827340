/** How the browser's code is cut: what every page's script needs at once is one file, so that a first view stays within its requests. */

/** What the bundler knows of a module; of Rollup's `ModuleInfo`. */
interface Modules {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

const SCRIPT = /\/site\/src\/client\/main\.ts$/;

/**
 * Returns the name of the file that a module belongs to: `site` where the script of every page leads to it without
 * waiting; null where only a part leads there that is loaded when it is needed.
 */
export function chunkOf(id: string, modules: Modules): string | null {
  return isOfScript(id, modules, new Set()) ? 'site' : null;
}

function isOfScript(id: string, modules: Modules, seen: Set<string>): boolean {
  if (SCRIPT.test(id)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  const importers = modules.getModuleInfo(id)?.importers ?? [];
  return importers.some((importer) => isOfScript(importer, modules, seen));
}
