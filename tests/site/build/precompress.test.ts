import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { precompress } from '#site/build/precompress.ts';

test('code, styles and the handbook get a form that holds the same, once, and nothing else does', async () => {
  const home = await mkdtemp(join(tmpdir(), 'flash-code-'));
  const folder = join(home, '_astro');
  await mkdir(folder);
  const code = 'export const a = 1;\n'.repeat(200);
  await writeFile(join(folder, 'a.js'), code);
  await writeFile(join(folder, 'b.css'), 'a{}');
  await writeFile(join(folder, 'c.png'), 'x');
  await mkdir(join(home, 'docs', 'a'), { recursive: true });
  await writeFile(join(home, 'docs', 'a', 'index.html'), '<p>');
  await precompress(home);
  await writeFile(join(folder, 'b.css.br'), 'kept');
  await precompress(home);
  assert.deepEqual((await readdir(folder)).toSorted(), [
    'a.js',
    'a.js.br',
    'b.css',
    'b.css.br',
    'c.png',
  ]);
  assert.equal(brotliDecompressSync(await readFile(join(folder, 'a.js.br'))).toString(), code);
  assert.equal(await readFile(join(folder, 'b.css.br'), 'utf8'), 'kept');
  const page = join(home, 'docs', 'a', 'index.html.br');
  assert.equal(brotliDecompressSync(await readFile(page)).toString(), '<p>');
  await rm(home, { recursive: true });
});
