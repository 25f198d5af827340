/**
 * How the browser's code is cut. Each kind of page has a script of its own (`client/pages/`); what several kinds need at
 * once is one file, so that a first view stays within its requests and the next kind of page finds it there.
 */

import { isOwnCopy } from './own-copy.ts';

const CODE_FILE_NAMES = ['documentation', 'site', 'plot', 'charts'] as const;
type CodeFile = (typeof CODE_FILE_NAMES)[number];

/** What the bundler knows of a module; of Rollup's `ModuleInfo`. */
interface Modules {
  getModuleInfo(id: string): {
    readonly importers: readonly string[];
    readonly dynamicImporters: readonly string[];
  } | null;
}

/** The script of a kind of page. */
const PAGE = /\/site\/src\/client\/pages\/[^/?]*\.ts(?:\?|$)/;
const MAIN = /\/site\/src\/client\/main\.ts$/;
/** The bundler's own, and what is too small for a file though a page needs it at once and its later parts as well. */
const SMALL =
  /\brolldown[/:-]runtime|\/site\/src\/(?:client\/(?:cite|row-keys)|charts\/(?:band|overlay|panel|timeline|timeline-data))\.ts$/;
/** What the page of charts needs at once; what it loads and takes out comes later. */
const CHARTS =
  /\/site\/src\/client\/explore\/(?:chooser|cursor|doors|gestures|page|panels|plot)\.ts$/;
/** What draws on canvases: whoever needs one of these needs all of them. */
const CANVAS =
  /\/(?:uplot\/dist\/[^/]*|site\/src\/client\/(?:timeline\/plot|curve-path))\.(?:js|ts)$/;

/**
 * Returns the name of the file that a module belongs to: `documentation` for what is its own, `plot`, `charts`, or `site`
 * for what every page has, or one kind of page needs at once and another at some time; null where the bundler decides.
 */
export function chunkOf(id: string, modules: Modules): CodeFile | null {
  if (isOwnCopy(id)) return pagesAbove(id, modules, false).length > 0 ? 'documentation' : null;
  if (CANVAS.test(id)) return 'plot';
  if (CHARTS.test(id)) return 'charts';
  if (MAIN.test(id) || SMALL.test(id)) return 'site';
  const isAtOnce = !PAGE.test(id) && pagesAbove(id, modules, false).length > 0;
  return isAtOnce && pagesAbove(id, modules, true).length > 1 ? 'site' : null;
}

/** The scripts of pages from which imports lead to a module: those that do not wait, or all. */
function pagesAbove(id: string, modules: Modules, isLater: boolean): string[] {
  const seen = new Set<string>();
  const left = [id];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const info = modules.getModuleInfo(next);
    left.push(...(info?.importers ?? []), ...(isLater ? (info?.dynamicImporters ?? []) : []));
  }
  return [...seen].filter((one) => PAGE.test(one));
}

/** The files for the bundler: a file takes along what its modules need and no earlier file has. */
export const CODE_FILES = CODE_FILE_NAMES.map((file, at) => ({
  name: (id: string, modules: Modules) => (chunkOf(id, modules) === file ? file : null),
  priority: CODE_FILE_NAMES.length - at,
}));
