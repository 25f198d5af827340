/** One pass over a file: checksums against published values, pipes, a limit inside a file, and stopping in the middle. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { adler32 } from 'hash-wasm';
import { createWholeFileReader, HEAD_BYTES } from '#agents/sources/read-whole.ts';
import { createThrottle } from '#agents/sources/throttle.ts';

const home = mkdtempSync(join(tmpdir(), 'flash-read-'));
after(() => rmSync(home, { recursive: true, force: true }));

function write(name: string, content: Buffer | string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

test('both checksums come from one pass, and are those of the published examples', async () => {
  const reader = await createWholeFileReader({ sha256: true });
  const { adler32: adler, sha256, bytes } = await reader.read(write('abc', 'abc'), 3);
  // RFC 1950's sum of "abc"; FIPS 180-4's example of the same three bytes.
  assert.equal(adler, '024d0127');
  assert.equal(sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(bytes, 3);
});

test('files of many pieces and of none are read whole; two files after another do not mix', async () => {
  const reader = await createWholeFileReader({ sha256: true });
  for (const size of [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5_000_001]) {
    const content = randomBytes(size);
    const whole = await reader.read(write('many', content), size);
    assert.equal(whole.adler32, await adler32(content), `${size} bytes`);
    assert.equal(whole.sha256, createHash('sha256').update(content).digest('hex'));
    assert.deepEqual(whole.head, content.subarray(0, HEAD_BYTES));
  }
  const plain = await createWholeFileReader();
  assert.equal((await plain.read(write('x', 'x'), 1)).sha256, null);
});

test('a pipe under the name of a file is refused at once', async () => {
  const path = join(home, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = await createWholeFileReader();
  await assert.rejects(reader.read(path, 10), { code: 'ENOTFILE' });
});

test('a reading under a limit is stopped in the middle of its file', async () => {
  const size = 8 << 20;
  const path = write('slow', Buffer.alloc(size));
  const stop = new AbortController();
  const reader = await createWholeFileReader({ throttle: createThrottle(1 << 20) });
  let pieces = 0;
  const reading = reader.read(path, size, {
    signal: stop.signal,
    onPiece: () => {
      pieces += 1;
      stop.abort();
    },
  });
  await assert.rejects(reading, { code: 'ABORT_ERR' });
  assert.ok(pieces < 8, 'most of it was not read');
});
