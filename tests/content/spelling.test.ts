/** Every word of the handbook is in a dictionary or in our list; the list has no word that nobody uses. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from './pages.ts';

const WORDS = join(ROOT, 'tests/content/words.txt');
const ours = readFileSync(WORDS, 'utf8')
  .split('\n')
  .filter((word) => word !== '' && !word.startsWith('#'));

describe('spelling of content/', () => {
  it('has no word that is unknown', async () => {
    const cspell = join(ROOT, 'node_modules/cspell/bin.mjs');
    const args = [
      'lint',
      '--config',
      '.cspell.json',
      '--no-progress',
      '--no-summary',
      '--words-only',
      '--unique',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [cspell, ...args], {
      cwd: ROOT,
      maxBuffer: 10_000_000,
    }).catch((error: { code?: unknown; stdout: string }) => error);
    const unknown = stdout.split('\n').filter((word) => word !== '');
    assert.deepEqual(unknown, [], 'mend them, or add them to tests/content/words.txt');
  });

  it('has a list of ours in order, with words that are used', () => {
    const sorted = [...ours].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    assert.deepEqual(ours, sorted);
    const text = globSync('content/**/*.{mdx,yaml}', { cwd: ROOT })
      .map((file) => readFileSync(join(ROOT, file), 'utf8'))
      .join('\n')
      .toLowerCase();
    assert.deepEqual(
      ours.filter((word) => !text.includes(word.toLowerCase())),
      [],
    );
  });
});
