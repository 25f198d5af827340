/** Every promise of the run logbook has a test of its name, and no test names another. */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promised, PROMISES } from '../support/promises.ts';
import { ROOT } from './tree.ts';

const NAMED = /\btest(?:\.only)?\(\s*promised\('(?<number>[\d.]+)'/g;

test('every promise has a test of its name', () => {
  const files = globSync('tests/**/*.{test,spec}.ts', { cwd: ROOT });
  const held = new Set(
    files.flatMap((file) =>
      Array.from(readFileSync(join(ROOT, file), 'utf8').matchAll(NAMED), (match) => match[1]),
    ),
  );
  const open = [...PROMISES].filter(([number]) => !held.has(number));
  assert.deepEqual(open, [], 'promises of content/developers/promises.mdx without a test');
});

test('a promise is named by its sentence, and one that is not in the handbook is refused', () => {
  assert.equal(promised('9.7', 'x'), '9.7 Nothing shifts when data arrive. (x)');
  assert.throws(() => promised('99.1'), /no promise 99\.1/);
});
