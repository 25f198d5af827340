/** A month in pages: every entry on one page and only one, what machines wrote folded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEntryHead } from '#site/snapshot/schema/log.ts';
import { monthRows, PAGE_ROWS, pageRows, pagesOf } from '#site/src/log/month.ts';

const head = (i: number, authorKind: LogEntryHead['authorKind']): LogEntryHead => ({
  id: String(i),
  at: i,
  author: 'Ada Neri',
  authorKind,
  title: `entry ${String(i)}`,
  tags: [],
  run: null,
  replyTo: null,
  thread: null,
  revision: 1,
  attachments: 0,
});

test('rows: newest first, machines between people are one row', () => {
  const heads = [head(1, 'machine'), head(2, 'machine'), head(3, 'human'), head(4, 'machine')];
  assert.deepEqual(
    monthRows(heads).map((row) =>
      row.is === 'entry' ? row.entry.id : row.entries.map(({ id }) => id),
    ),
    [['4'], '3', ['2', '1']],
  );
});

test('pages: each row on one, none beyond the last, one where there is nothing', () => {
  const heads = Array.from({ length: 2 * PAGE_ROWS + 1 }, (_, i) => head(i, 'human'));
  assert.equal(pagesOf(heads), 3);
  const all = [1, 2, 3].flatMap((page) => pageRows(heads, page) ?? []);
  assert.deepEqual(all, monthRows(heads));
  assert.equal(pageRows(heads, 3)?.length, 1);
  for (const page of [0, 4, 1.5, Number.NaN]) assert.equal(pageRows(heads, page), null);
  assert.deepEqual(pageRows([], 1), []);
  assert.equal(pagesOf([]), 1);
});
