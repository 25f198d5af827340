/** Reading what was appended: whole lines only, cut and replaced files from their beginning. */

import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readTail } from '#agents/sources/tail.ts';

function temporary(): Disposable & { readonly path: string } {
  const home = mkdtempSync(join(tmpdir(), 'flash-tail-'));
  return {
    path: join(home, 'a.log'),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

const texts = (read: Awaited<ReturnType<typeof readTail>>): string[] =>
  read.lines.map(({ text }) => text);

test('a last line waits for its end; numbers go on', async () => {
  using file = temporary();
  writeFileSync(file.path, 'one\r\ntwo\nthr');
  const first = await readTail(file.path, null, 1024);
  assert.deepEqual(texts(first), ['one', 'two']);
  assert.equal(first.partial?.text, 'thr');
  appendFileSync(file.path, 'ee\nfour\n');
  const next = await readTail(file.path, first.position, 1024);
  assert.deepEqual(
    next.lines.map(({ text, number }) => [number, text]),
    [
      [3, 'three'],
      [4, 'four'],
    ],
  );
  assert.equal(next.isAtEnd, true);
});

test('a long file comes in pieces that end at lines', async () => {
  using file = temporary();
  writeFileSync(file.path, Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join(''));
  const all: string[] = [];
  let read = await readTail(file.path, null, 64);
  all.push(...texts(read));
  while (!read.isAtEnd) {
    read = await readTail(file.path, read.position, 64);
    all.push(...texts(read));
  }
  assert.equal(all.length, 100);
  assert.equal(all[99], 'line 99');
});

test('a line longer than a piece is read whole', async () => {
  using file = temporary();
  writeFileSync(file.path, `${'x'.repeat(5_000)}\nend\n`);
  const read = await readTail(file.path, null, 100);
  assert.equal(texts(read)[0]?.length, 5_000);
});

test('a cut file and another file are read from their beginning, and say so', async () => {
  using file = temporary();
  writeFileSync(file.path, 'one\ntwo\nthree\n');
  const { position } = await readTail(file.path, null, 1024);
  truncateSync(file.path, 4);
  const cut = await readTail(file.path, position, 1024);
  assert.deepEqual([cut.restart, texts(cut)], ['cut', ['one']]);
  writeFileSync(`${file.path}.new`, 'another\nfile\nthat is longer\n');
  renameSync(`${file.path}.new`, file.path);
  const other = await readTail(file.path, position, 1024);
  assert.deepEqual([other.restart, texts(other).length], ['replaced', 3]);
});

test('a copy that grew goes on where the original stopped', async () => {
  using file = temporary();
  writeFileSync(file.path, 'one\ntwo\n');
  const { position } = await readTail(file.path, null, 1024);
  copyFileSync(file.path, `${file.path}.copy`);
  renameSync(`${file.path}.copy`, file.path);
  appendFileSync(file.path, 'three\n');
  const read = await readTail(file.path, position, 1024);
  assert.deepEqual([read.restart, texts(read)], [null, ['three']]);
});
