/** Names as bytes and text, globs, tails. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { nameFromBytes } from '#agents/sources/file-path.ts';
import { matchNames } from '#agents/sources/glob-names.ts';

test('a UTF-8 name is its text, another one shows its bytes', () => {
  assert.deepEqual(nameFromBytes(Buffer.from('caffè.dat')), { text: 'caffè.dat', bytes: null });
  const latin = Buffer.from([0x63, 0xe8, 0x5c, 0x2e]);
  assert.equal(nameFromBytes(latin).text, String.raw`c\xE8\\.`);
  assert.deepEqual(nameFromBytes(latin).bytes, latin);
  assert.equal(nameFromBytes(Buffer.from([0xc3])).text, String.raw`\xC3`);
});

test('globs know * and ? and nothing else', () => {
  const match = matchNames(['S11*.txt', 'a?.dat', '(x).raw']);
  assert.deepEqual(
    ['S11_20p2deg.txt', 'S11.txt', 's11.txt', 'ab.dat', 'abc.dat', '(x).raw', 'S11.txt.tmp'].map(
      match,
    ),
    [true, true, false, true, false, true, false],
  );
  assert.equal(matchNames([])('anything'), false);
});
