/** The reader of imports, on every form an import takes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findImports, packageOf, resolveImport } from './imports.ts';

const kinds = (path: string, text: string): string[] =>
  findImports({ path, text }).map(({ specifier, kind }) => `${kind} ${specifier}`);

test('each form of import is found with its kind', () => {
  const text = `
    import a from './a.ts';
    import type { B } from '#telemetry/b.ts';
    import './effect.ts';
    export { c } from './c.ts';
    export type * from './types.ts';
    const d = await import('./d.ts');
    type E = import('./e.ts').E;
    spawn(node, [new URL('./worker.ts', import.meta.url)]);
    spawn(node, [join(root, 'node_modules', 'astro', 'bin', 'astro.mjs')]);
    const words = 'import x from "./not.ts" and more';
  `;
  assert.deepEqual(kinds('telemetry/x.ts', text), [
    'static ./a.ts',
    'type #telemetry/b.ts',
    'static ./effect.ts',
    'static ./c.ts',
    'type ./types.ts',
    'dynamic ./d.ts',
    'type ./e.ts',
    'named ./worker.ts',
    'named astro/bin/astro.mjs',
  ]);
});

test('an Astro component is read in its fence and in its scripts', () => {
  const text = `---\nimport A from './A.astro';\n---\n<p>import b from 'c'</p>\n<script>\nimport '../client/b.ts';\n</script>\n`;
  assert.deepEqual(kinds('site/src/X.astro', text), ['static ./A.astro', 'static ../client/b.ts']);
});

test('prose is read in its import lines only', () => {
  const text = `---\ntitle: import\n---\nimport { Card } from '#site/mdx.ts';\n\nWe import a run from 'somewhere'.\n`;
  assert.deepEqual(kinds('content/x.mdx', text), ['static #site/mdx.ts']);
});

test('specifiers resolve below the top', () => {
  const one = (from: string, specifier: string) => ({ from, specifier, kind: 'static' as const });
  assert.equal(resolveImport(one('agents/formats/a.ts', '../b.ts')), 'agents/b.ts');
  assert.equal(resolveImport(one('agents/a.ts', '#telemetry/time.ts')), 'telemetry/time.ts');
  assert.equal(resolveImport(one('site/a.astro', './b.yaml?raw')), 'site/b.yaml');
  assert.equal(resolveImport(one('a.ts', 'mariadb')), undefined);
  assert.equal(packageOf(one('a.ts', '@astrojs/mdx/server')), '@astrojs/mdx');
  assert.equal(packageOf(one('a.ts', 'uplot/dist/uPlot.min.css')), 'uplot');
  assert.equal(packageOf(one('a.ts', 'node:fs')), undefined);
});
