/** Every block of the handbook that is marked as runnable runs, in a fresh directory with the configuration that `flash init` writes. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readPages, ROOT } from './pages.ts';

/** What a reader types as `npx flash` in a clone. */
const FLASH = `"${process.execPath}" "${join(ROOT, 'flash.ts')}"`;

/** Returns the marked blocks of a text, without their indentation. */
function runnableBlocks(text: string): readonly string[] {
  return [...text.matchAll(/^( *)```sh run\n([\s\S]*?)^\1```/gm)].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

const pages = readPages()
  .map(({ file, raw }) => ({ file, blocks: runnableBlocks(raw) }))
  .filter(({ blocks }) => blocks.length > 0);

describe('runnable blocks', { concurrency: 2 }, () => {
  it('are there', () => {
    const count = pages.reduce((sum, { blocks }) => sum + blocks.length, 0);
    assert.ok(count >= 8, `found ${count}`);
  });

  for (const { file, blocks } of pages) {
    it(`of ${file} run one after the other`, async () => {
      const directory = mkdtempSync(join(tmpdir(), 'flash-block-'));
      const env = {
        PATH: process.env['PATH'],
        HOME: directory,
        FLASH_PROGRAM: 'flash',
        FLASH_MARIADBD: process.env['FLASH_MARIADBD'],
      };
      try {
        if (!blocks.some((block) => block.includes('flash init\n')))
          execFileSync('sh', ['-c', `${FLASH} init`], { cwd: directory, env, stdio: 'ignore' });
        const script = `set -e\n${blocks.join('').replaceAll('npx flash', FLASH)}`;
        await promisify(execFile)('sh', ['-c', script], { cwd: directory, env, timeout: 120_000 });
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  }

  it('are found in lists too, without their indentation', () => {
    assert.deepEqual(runnableBlocks('1. a\n\n   ```sh run\n   ls\n   ```\n\n```sh\nno\n```\n'), [
      'ls\n',
    ]);
  });
});
