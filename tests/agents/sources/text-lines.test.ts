/** Lines of text files in the encodings that instruments write: every byte belongs to one line. */

import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { encodingOf, endOfLastLine, splitLines } from '#agents/sources/text-lines.ts';

const texts = (bytes: Buffer): string[] =>
  splitLines(bytes, { offset: 0, number: 1, encoding: encodingOf(bytes) }).map(({ text }) => text);

/** Both orders of UTF-16, with the mark. */
function toUtf16(text: string): [Buffer, Buffer] {
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return [little, Buffer.from(little).swap16()];
}

test('a byte of another character is no end of line', () => {
  // U+0A0D and U+0D0A hold the bytes of both ends of line.
  const lines = ['a\u0a0db', '\u0d0a', 'plain text with many letters'];
  for (const bytes of toUtf16(`${lines.join('\r\n')}\r\n`)) assert.deepEqual(texts(bytes), lines);
});

test('two bytes like a mark in a text that is not UTF-16 are no mark', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('1,2\n3,4\n')]);
  assert.equal(encodingOf(bytes), 'utf-8');
  assert.deepEqual(texts(bytes), ['ÿþ1,2', '3,4']);
});

test('a line that is not UTF-8 is Latin-1, the others stay as they are', () => {
  const bytes = Buffer.concat([Buffer.from('20 °C\n'), Buffer.from('21 °C\n', 'latin1')]);
  assert.deepEqual(texts(bytes), ['20 °C', '21 °C']);
});

test('lines and their places put the bytes together again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
      const bytes = Buffer.from(given);
      const encoding = 'utf-8';
      const whole = bytes.subarray(0, endOfLastLine(bytes, encoding));
      const lines = splitLines(whole, { offset: 0, number: 1, encoding });
      const newlines = whole.filter((byte) => byte === 0x0a).length;
      assert.equal(lines.length, newlines);
      for (const [at, { offset, number }] of lines.entries()) {
        assert.equal(number, at + 1);
        assert.ok(offset === 0 || whole[offset - 1] === 0x0a);
      }
    }),
  );
});
