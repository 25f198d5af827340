import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogSource } from '#site/src/log/search.ts';
import { findLog } from '#site/src/search/find-log.ts';
import type { LogEntryHead } from '#site/snapshot/schema/log.ts';

const NOW = Date.UTC(2026, 10, 23);
const asset = { path: '', bytes: 0, sha256: '' };
const months = ['2026-11', '2026-10', '2026-09'].map((month) => ({
  month,
  count: 2,
  heads: asset,
  bodies: asset,
}));

const headOf = (month: string, i: number): LogEntryHead => ({
  id: `01ARZ3NDEKTSV4RRFFQ69G5F${month.slice(5)}`.slice(0, 25) + String(i),
  at: Date.parse(`${month}-1${i}`),
  author: 'Ada Neri',
  authorKind: 'human',
  title: `Helium in ${month}`,
  tags: ['cryo'],
  run: null,
  replyTo: null,
  thread: null,
  revision: 1,
  attachments: 0,
});
const source: LogSource = {
  log: async () => ({ months }),
  logHeads: async ({ month }) => ({ heads: [0, 1].map((i) => headOf(month, i)) }),
  logBodies: async () => ({ bodies: {} }),
};

test('newest first, in as many months as there is reach for, and what was left out is said', async () => {
  const reach = { now: NOW, most: 6, parts: 2 };
  const { results, note } = await findLog(source, 'tag:cryo', reach);
  assert.equal(results.length, 4);
  assert.match(results[0]?.place ?? '', /Nov.*Ada Neri/);
  assert.match(note?.text ?? '', /before 2026-10 was not searched/);
  assert.equal((await findLog(source, 'helium', { ...reach, parts: 9 })).note, null);
  const cut = await findLog(source, 'helium', { ...reach, most: 1 });
  assert.equal(cut.results.length, 1);
  assert.match(cut.note?.text ?? '', /there is more: <a href="\/log\/\?q=helium"/);
});

test('a mistake in the grammar is said, and finds nothing', async () => {
  const { results, note } = await findLog(source, 'tga:<b>', { now: NOW, most: 6, parts: 2 });
  assert.equal(results.length, 0);
  assert.match(note?.text ?? '', /not searched: there is no field tga:/);
});
