import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cutPieces, formatRow, type BulkRow } from '#telemetry/catalogue/bulk/piece.ts';

async function cut(batches: readonly (readonly BulkRow[])[], bytes: number) {
  const pieces = [];
  for await (const piece of cutPieces(batches, bytes)) pieces.push(piece);
  return pieces;
}

test('a row is a line: NULL, numbers, and what the format itself uses', () => {
  assert.equal(formatRow(['a', 1.5, null, '']), 'a\t1.5\t\\N\t\n');
  assert.equal(
    formatRow(['tab\there', 'line\nend\r', 'C:\\x', '\0', '\\N']),
    String.raw`tab\there	line\nend\r	C:\\x	\0	\\N` + '\n',
  );
});

test('pieces hold whole rows and at most so many bytes, counted as the server gets them', async () => {
  const rows = [['aaaa'], ['bbbb'], ['èèèè'], ['dddd']];
  const pieces = await cut([rows.slice(0, 1), rows.slice(1)], 12);
  assert.deepEqual(pieces, [
    { text: 'aaaa\nbbbb\n', firstRow: 1, rows: 2 },
    { text: 'èèèè\n', firstRow: 3, rows: 1 },
    { text: 'dddd\n', firstRow: 4, rows: 1 },
  ]);
});

test('a row longer than a piece goes alone; no rows make no piece', async () => {
  const pieces = await cut([[['x'], ['y'.repeat(50)], ['z']]], 10);
  assert.deepEqual(
    pieces.map(({ rows }) => rows),
    [1, 1, 1],
  );
  assert.deepEqual(await cut([[]], 10), []);
});
