/** The log's pages as functions: searches over months, threads, differences, feeds, addresses. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddress, searchHref } from '#site/src/log/address.ts';
import { atomFeed } from '#site/src/log/atom.ts';
import { diffLines } from '#site/src/log/diff.ts';
import { attachmentList, revisionList, threadList } from '#site/src/log/entry.ts';
import { findEntry } from '#site/src/log/find.ts';
import { findRows, type LogSource } from '#site/src/log/search.ts';
import { logResults } from '#site/src/log/view.ts';
import type { LogEntryHead, LogMonth } from '#site/snapshot/schema/log.ts';

const AT = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const id = (n: number): string => `01KAH00000000000000000${String(n).padStart(4, '0')}`;

const head = (n: number, at: number, part: Partial<LogEntryHead> = {}): LogEntryHead => ({
  id: id(n),
  at,
  author: 'Ada Neri',
  authorKind: 'human',
  title: `Entry ${String(n)}`,
  tags: [],
  run: null,
  replyTo: null,
  thread: null,
  revision: 1,
  attachments: 0,
  ...part,
});

const october = AT - 30 * 86_400_000;
const HEADS: Readonly<Record<string, readonly LogEntryHead[]>> = {
  '2026-11': [
    head(2, AT, { replyTo: id(1), thread: id(1), tags: ['cryo'] }),
    ...Array.from({ length: 20 }, (_, n) =>
      head(100 + n, AT + n * MINUTE, { authorKind: 'machine', author: 'recorder' }),
    ),
    head(3, AT + 60 * MINUTE, { title: '<b>bold</b> \u202egnirts', replyTo: id(2), thread: id(1) }),
  ],
  '2026-10': [head(1, october, { title: 'Helium is low' })],
};

function createSource(): LogSource & { readonly read: string[] } {
  const read: string[] = [];
  const asset = { path: '', bytes: 0, sha256: '' };
  const months = Object.entries(HEADS).map(([month, heads]): LogMonth => ({
    month,
    count: heads.length,
    heads: asset,
    bodies: asset,
  }));
  return {
    read,
    log: async () => await Promise.resolve({ months }),
    async logHeads({ month }) {
      read.push(month);
      return await Promise.resolve({ heads: HEADS[month] ?? [] });
    },
    async logBodies({ month }) {
      read.push(`${month} bodies`);
      return await Promise.resolve({ bodies: { [id(1)]: 'Ordered *500 l*' }, details: {} });
    },
  };
}

const ask = (search: string) => readAddress(new URLSearchParams(search), AT + 120 * MINUTE);

test('machines are folded between people, except where they are asked for', async () => {
  const { query } = ask('');
  assert.ok(query);
  const { rows, count, next } = await findRows(createSource(), query, { behind: null });
  assert.deepEqual(
    rows.map((row) => (row.is === 'entry' ? row.entry.id : row.entries.length)),
    [id(3), 20, id(2), id(1)],
  );
  assert.deepEqual([count, next], [23, null]);
  const machines = await findRows(createSource(), ask('q=by:machine').query!, { behind: null });
  assert.equal(machines.rows.length, 20);
});

test('only months of the times that are asked for are read, and bodies for words alone', async () => {
  const source = createSource();
  await findRows(source, ask('q=after:2026-11-01 tag:cryo').query!, { behind: null });
  assert.deepEqual(source.read, ['2026-11']);
  const words = createSource();
  const found = await findRows(words, ask('q="500 l*" or ordered').query!, { behind: null });
  assert.deepEqual(
    found.rows.map((row) => row.is === 'entry' && row.entry.id),
    [id(1)],
  );
  assert.ok(words.read.includes('2026-10 bodies'));
});

test('a list goes on behind its last row', async () => {
  const { query } = ask('');
  const first = await findRows(createSource(), query!, { behind: null, most: 2 });
  assert.equal(first.rows.length, 2);
  const second = await findRows(createSource(), query!, { behind: first.next, most: 2 });
  assert.deepEqual(
    second.rows.map((row) => row.is === 'entry' && row.entry.id),
    [id(2), id(1)],
  );
});

test('the page: titles are text, mistakes are marked, unknown words of the address are named', async () => {
  const { text } = await logResults(createSource(), ask(''));
  assert.ok(text.includes('&lt;b&gt;bold&lt;/b&gt;') && !text.includes('<b>bold'));
  assert.match(text, /<bdi>&lt;b/);
  const wrong = (await logResults(createSource(), ask('q=tga:cryo'))).text;
  assert.match(wrong, /<mark>tga:cryo<\/mark>/);
  assert.match(wrong, /there is no field tga:/);
  const strange = (await logResults(createSource(), ask('colour=<red>'))).text;
  assert.match(strange, /<code>colour<\/code>/);
  const relative = (await logResults(createSource(), ask('q=after:3h'))).text;
  assert.match(relative, /q=after%3A2026-11-20T09%3A00Z/);
  assert.equal(searchHref(ask('q=after:3h').query!), '/log/?q=after%3A2026-11-20T09%3A00Z');
  assert.match((await logResults(createSource(), ask('q=nothing-like-it'))).text, /No entry fits/);
});

test('an entry is found with its whole thread, over months', async () => {
  const entry = await findEntry(createSource(), id(3));
  assert.ok(entry);
  assert.deepEqual(
    entry.thread.map(({ head, depth }) => [head.id, depth]),
    [
      [id(1), 0],
      [id(2), 1],
    ],
  );
  const shown = threadList(entry).text;
  assert.ok(shown.indexOf(id(1)) < shown.indexOf(id(2)) && shown.includes('class="self"'));
  assert.equal(await findEntry(createSource(), id(77)), null);
  assert.equal(await findEntry(createSource(), '../../etc'), null);
});

test('revisions show what changed, line by line', () => {
  assert.deepEqual(diffLines('a\nb\nc', 'a\nc\nd'), [
    { is: 'same', text: 'a' },
    { is: 'removed', text: 'b' },
    { is: 'same', text: 'c' },
    { is: 'added', text: 'd' },
  ]);
  assert.deepEqual(diffLines('', 'x'), [{ is: 'added', text: 'x' }]);
  const base = { at: AT, by: 'ada', why: null, tags: [] };
  const { text } = revisionList([
    { ...base, n: 1, title: 'T', body: '<i>old</i>' },
    { ...base, n: 2, title: 'T', body: 'new', why: 'typo' },
  ]);
  assert.match(text, /removed: <\/span><span class="text">&lt;i&gt;old/);
  assert.match(text, /added: <\/span><span class="text">new/);
});

test('pictures are shown by their small ones, everything else is to be saved', () => {
  const thumb = { path: 'log/thumb-2026-11-ab.webp', width: 10, height: 8 };
  const { text } = attachmentList([
    { name: 'p.png', path: 'log/file-2026-11-ab.png', bytes: 1_000, isImage: true, thumb },
    {
      name: '"><script>.html',
      path: 'log/file-2026-11-cd.bin',
      bytes: 5,
      isImage: false,
      thumb: null,
    },
  ]);
  assert.match(text, /<img[^>]*src="\/data\/log\/thumb-2026-11-ab\.webp"/);
  assert.match(
    text,
    /href="\/data\/log\/file-2026-11-cd\.bin" download="&quot;&gt;&lt;script&gt;\.html"/,
  );
  assert.ok(!text.includes('<script'));
});

test('a feed is sound XML whatever people write', () => {
  const feed = atomFeed({
    title: 'T',
    self: new URL('https://x.example/log/feed.xml'),
    page: new URL('https://x.example/log/?q=a&b'),
    entries: [
      { head: head(1, AT, { title: 'a & <b> \u0007 \ud800', tags: ['c&d'] }), body: ']]><script>' },
    ],
    at: AT,
    address: (one) => new URL(`https://x.example/log/${one.id}/`),
  });
  assert.match(feed, /<title>a &amp; &lt;b&gt; \uFFFD \uFFFD<\/title>/);
  assert.match(feed, /<content type="text">\]\]&gt;&lt;script&gt;<\/content>/);
  assert.match(feed, /<updated>2026-11-20T10:00:00\.000Z<\/updated>/);
  assert.match(feed, /<link href="https:\/\/x\.example\/log\/\?q=a&amp;b"\/>/);
});
