/** Keywords leave the pages once they are in the index, and nothing else does. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dropKeywords } from '#site/build/drop-keywords.ts';

test('the hidden keywords of a page are taken out, its text and its other hidden words stay', async () => {
  const home = await mkdtemp(join(tmpdir(), 'flash-keywords-'));
  await mkdir(join(home, 'docs', 'a'), { recursive: true });
  const [before, after] = ['<h1>Tape</h1>', '<p hidden data-old>Old</p><p>Full.</p>'];
  const words =
    '<p hidden data-pagefind-weight="9" data-pagefind-meta="keywords"> nastri, L&#39;Aquila </p>';
  const path = join(home, 'docs', 'a', 'index.html');
  await writeFile(path, `${before}${words}${after}`);
  await dropKeywords(home);
  await dropKeywords(home);
  assert.equal(await readFile(path, 'utf8'), `${before}${after}`);
  await rm(home, { recursive: true });
});
