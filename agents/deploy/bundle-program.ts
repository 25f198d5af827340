/** Makes one program of the one file: esbuild puts everything it imports into one CommonJS text. */

import { join } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

/** What a program may not hold, by specifier, each with the sentence whoever asks for it is told. */
export type LeftOut = Readonly<Record<string, string>>;

export interface ProgramOptions {
  /** Top of the clone. */
  readonly root: string;
  /** Below `agents/deploy/programs`. */
  readonly entry: string;
  readonly version: string;
  readonly leftOut: LeftOut;
}

export interface BundledProgram {
  /** The body of a CommonJS module, minified. */
  readonly text: string;
  /** What of `node_modules` is in it, by package name. */
  readonly packages: readonly string[];
}

/** Bundles one program; rejects where esbuild cannot make it. */
export async function bundleProgram(options: ProgramOptions): Promise<BundledProgram> {
  const { root, entry } = options;
  const result = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'agents', 'deploy', 'programs', entry)],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node22.15',
    format: 'cjs',
    minify: true,
    // Modules that can be shaken: of hash-wasm the one checksum that is used, not all of them.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    define: { 'import.meta.url': '__url' },
    logLevel: 'silent',
    plugins: [replaceModules(options)],
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  const packages = Object.keys(result.metafile.inputs).flatMap((path) => packageOf(path) ?? []);
  return { text: file.text, packages: [...new Set(packages)] };
}

/** `node_modules/@scope/name/lib/x.js` lies in `@scope/name`. */
function packageOf(path: string): string | undefined {
  return /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/** Modules that are parts of their own, by path below the top, each with its exports: unpacked from the one file when first needed. */
const PARTS: Readonly<Record<string, { readonly part: string; readonly exports: string }>> = {
  'telemetry/otel/start-push.ts': { part: 'otlp', exports: 'startPush' },
  'agents/sources/parse-yaml.ts': { part: 'yaml', exports: 'parse' },
};

/** Packages that are parts of their own, each with what is used of it. */
const PACKAGES: Readonly<Record<string, string>> = {
  mqtt: 'connect',
  bcryptjs: 'compare',
};

/** What only a clone has: the demo, and the languages that no message of ours is in. */
const ABSENT: Readonly<Record<string, string>> = {
  'agents/commands/demo-reset.ts': '',
  'agents/commands/demo-simulate.ts': '',
  'node_modules/zod/v4/locales/index.js': 'export { default as en } from "./en.js";',
};

/** Puts small modules in the place of those that only fit a clone, are left out, or are parts of their own. */
function replaceModules({ root, entry, version, leftOut }: ProgramOptions): Plugin {
  const replaced = new Map<string, string>();
  const replace = (path: string, text: string): unknown => replaced.set(join(root, path), text);
  replace('telemetry/version.ts', `export const VERSION = ${JSON.stringify(version)};`);
  replace(
    'agents/sources/disk-program.ts',
    `import { fileURLToPath } from 'node:url';
     export const diskProgram = () => [fileURLToPath(__url), 'read-disk'];`,
  );
  replace(
    'telemetry/program.ts',
    "export const program = process.env['FLASH_PROGRAM'] ?? 'flash';",
  );
  for (const [path, text] of Object.entries(ABSENT)) replace(path, text);
  for (const [path, { part, exports }] of Object.entries(PARTS))
    if (entry !== `${part}.ts`) replace(path, `export const { ${exports} } = __part("${part}");`);
  return {
    name: 'one-file',
    setup(setup) {
      for (const [specifier, why] of Object.entries(leftOut)) {
        setup.onResolve({ filter: new RegExp(`^${specifier}$`) }, () => ({
          path: specifier,
          namespace: 'left-out',
          pluginData: why,
        }));
      }
      for (const [name, exports] of Object.entries(PACKAGES)) {
        if (entry === `${name}.ts`) continue;
        const contents = `export const { ${exports} } = __part(${JSON.stringify(name)});`;
        setup.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({
          path: name,
          namespace: 'part',
          pluginData: contents,
        }));
      }
      setup.onLoad({ filter: /.*/, namespace: 'part' }, ({ pluginData }) => ({
        contents: String(pluginData),
      }));
      setup.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ pluginData }) => ({
        contents: `throw new Error(${JSON.stringify(pluginData)});`,
      }));
      setup.onLoad({ filter: /\.(ts|js)$/ }, ({ path }) => {
        const contents = replaced.get(path);
        return contents === undefined ? undefined : { contents, loader: 'js' };
      });
    },
  };
}
