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

const blocks = readPages().flatMap(({ file, raw }) =>
  runnableBlocks(raw).map((block) => ({ file, block })),
);

describe('runnable blocks', { concurrency: 2 }, () => {
  it('are there', () => {
    assert.ok(blocks.length >= 4, `found ${blocks.length}`);
  });

  for (const { file, block } of blocks) {
    it(`${file}: ${block.split('\n')[0]}`, async () => {
      const directory = mkdtempSync(join(tmpdir(), 'flash-block-'));
      const env = { PATH: process.env['PATH'], HOME: directory, FLASH_PROGRAM: 'flash' };
      try {
        if (!block.includes('flash init\n'))
          execFileSync('sh', ['-c', `${FLASH} init`], { cwd: directory, env, stdio: 'ignore' });
        const script = `set -e\n${block.replaceAll('npx flash', FLASH)}`;
        await promisify(execFile)('sh', ['-c', script], { cwd: directory, env, timeout: 30_000 });
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
