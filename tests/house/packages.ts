/** The packages that were asked for by name are there, and code that runs imports each of them. */

import { packageOf, resolveImport } from './imports.ts';
import type { Import } from './imports.ts';
import type { Finding } from './tree.ts';

/** Asked for by name. */
export const ASKED_FOR = [
  'astro',
  '@astrojs/mdx',
  'typedoc',
  '@opentelemetry/sdk-node',
  '@opentelemetry/exporter-prometheus',
  'mariadb',
  'uplot',
  'playwright',
];

/** What Astro loads by itself, once our code starts Astro: its configuration and every page. */
const LOADED_BY_ASTRO = /^(site\/(astro\.config|src\/(content\.config|pages\/))|content\/)/;

/** What `npm start` and `npm test` start with; the samples of the house's own tests name nothing. */
const STARTED =
  /^(flash\.ts|tests\/run\.ts|tests\/(?!bench\/|torture\/|house\/).*\.(test|spec)\.ts)$/;

/** Returns the files that code started by `npm start` or `npm test` reaches, types aside. */
export function reachableFiles(imports: readonly Import[]): Set<string> {
  const byFile = Map.groupBy(
    imports.filter(({ kind }) => kind !== 'type'),
    ({ from }) => from,
  );
  const reached = new Set<string>();
  const walk = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const one of byFile.get(file) ?? []) walk(resolveImport(one) ?? '');
  };
  for (const file of byFile.keys()) if (STARTED.test(file)) walk(file);
  const startsAstro = [...reached].some((file) =>
    (byFile.get(file) ?? []).some((one) => packageOf(one) === 'astro'),
  );
  for (const file of byFile.keys()) if (startsAstro && LOADED_BY_ASTRO.test(file)) walk(file);
  return reached;
}

/** Returns the packages that package.json does not name or that no running code imports. */
export function checkPackages(
  imports: readonly Import[],
  declared: ReadonlySet<string>,
  asked: readonly string[] = ASKED_FOR,
): Finding[] {
  const reached = reachableFiles(imports);
  const used = new Set(
    imports
      .filter(({ from, kind }) => kind !== 'type' && reached.has(from))
      .map((one) => packageOf(one)),
  );
  return [
    ...asked
      .filter((name) => !declared.has(name))
      .map((name) => ({ path: 'package.json', says: `does not name ${name}` })),
    ...asked
      .filter((name) => !used.has(name))
      .map((name) => ({
        path: name,
        says: 'is imported by nothing that npm start or npm test runs',
      })),
  ];
}
