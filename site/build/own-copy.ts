/**
 * The documentation's script shares no file with the other pages: a text needs a third of what they have in common, and
 * whoever reads one should not wait for the rest.
 */

const ENTRY = /\/client\/pages\/docs\.ts$/;
/** What follows the name of a module that only the documentation has. */
const MARK = '?documentation';
const CODE = /\.m?[jt]s$/;
/** What the compiler itself puts in where a part is loaded later. */
const HELPER = '\0vite/preload-helper.js';

interface Found {
  readonly id: string;
}

/** What the bundler offers to its plugins; of Rollup's `PluginContext`. */
interface Bundler {
  resolve(
    source: string,
    importer: string | undefined,
    options: { readonly skipSelf: boolean },
  ): Promise<Found | null>;
  load(module: Found): Promise<{ readonly code: string | null }>;
}

/** Whether a module is the documentation's own. */
export function isOwnCopy(id: string): boolean {
  return id.endsWith(MARK);
}

/** Gives the documentation's script, and all that it imports, modules of its own. */
export function ownCopy() {
  return {
    name: 'flash-documentation-copy',
    enforce: 'pre' as const,
    applyToEnvironment: ({ name }: { readonly name: string }) => name === 'client',
    async resolveId(this: Bundler, source: string, importer: string | undefined) {
      const isOurs = importer !== undefined && isOwnCopy(importer);
      if (!isOurs && !ENTRY.test(source)) return null;
      const from = isOurs ? importer.slice(0, -MARK.length) : importer;
      const found = await this.resolve(source, from, { skipSelf: true });
      if (found === null || !CODE.test(found.id)) return found;
      return { ...found, id: found.id + MARK };
    },
    async load(this: Bundler, id: string) {
      return id === HELPER + MARK ? (await this.load({ id: HELPER })).code : null;
    },
  };
}
