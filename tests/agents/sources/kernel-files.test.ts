import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { createKernelFiles } from '#agents/sources/kernel-files.ts';

test('small, large and empty files one after the other in one buffer; what is not there is null', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'flash-kernel-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const large = 'intr 1 2 3\n'.repeat(20_000);
  writeFileSync(join(root, 'large'), large);
  writeFileSync(join(root, 'small'), 'a à\n');
  writeFileSync(join(root, 'empty'), '');
  writeFileSync(join(root, 'huge'), Buffer.alloc(5_000_000));
  const files = createKernelFiles(root);
  assert.equal(files.read('small', 'utf8'), 'a à\n');
  assert.equal(files.read('large'), large);
  assert.equal(files.read('small')?.length, 5, 'one character a byte');
  assert.equal(files.read('empty'), '');
  assert.equal(files.read('none'), null);
  assert.equal(files.read('small/below'), null);
  assert.throws(() => files.read('huge'), /larger than 4 MB/);
});
