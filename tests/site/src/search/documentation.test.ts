import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPages, type Pagefind } from '#site/src/search/documentation.ts';

/** An index in which a page fits where it has every word of a text. */
function indexOf(pages: Readonly<Record<string, string>>): Pagefind {
  return {
    async search(text) {
      const words = text.split(' ');
      const found = Object.entries(pages).filter(([, body]) =>
        words.every((word) => body.includes(word)),
      );
      const results = found.map(([url], i) => ({
        id: url,
        score: 10 - i,
        data: async () => ({ url, meta: { title: url.toUpperCase() }, excerpt: '' }),
      }));
      return { results };
    },
  };
}

const pagefind = indexOf({
  '/a': 'start shift helium',
  '/b': 'start again',
  '/c': 'start of all, helium level',
  '/d': 'start',
});

test('pages with all words come as they are ranked, with how many there are', async () => {
  const found = await findPages(pagefind, 'How do I start?', { part: 'docs', most: 2 });
  assert.deepEqual(
    found.pages.map(({ url }) => url),
    ['/a', '/b'],
  );
  assert.equal(found.count, 4);
  assert.equal(found.isPartial, false);
});

test('a page that is called what was asked comes before those that rank higher', async () => {
  const pages = indexOf({ '/a': 'mode crossing', '/b': 'mode crossing', '/c': 'mode crossing' });
  const named: Pagefind = {
    async search(text, options) {
      const { results } = await pages.search(text, options);
      return {
        results: results.map((result) => ({
          ...result,
          async data() {
            const page = await result.data();
            const keywords = page.url === '/c' ? 'tuner, what is a mode crossing' : '';
            return { ...page, meta: { ...page.meta, keywords } };
          },
        })),
      };
    },
  };
  const found = await findPages(named, 'mode crossing', { part: 'docs', most: 2 });
  assert.deepEqual(
    found.pages.map(({ url }) => url),
    ['/c', '/a'],
  );
});

test('where no page has all, the rarer words decide', async () => {
  const found = await findPages(pagefind, 'start level zebra', { part: 'docs', most: 2 });
  assert.equal(found.pages[0]?.url, '/c');
  assert.equal(found.isPartial, true);
  assert.equal((await findPages(pagefind, '?', { part: 'docs', most: 2 })).count, 0);
});

test('a page that has but the first letter of a word is none, one with another ending is', async () => {
  const marking = (mark: string): Pagefind => ({
    search: async () => ({
      results: [
        {
          id: '/a',
          score: 1,
          data: async () => ({
            url: '/a',
            meta: { title: 'A' },
            excerpt: `of <mark>${mark}</mark>`,
          }),
        },
      ],
    }),
  });
  const count = async (asked: string, mark: string): Promise<number> =>
    (await findPages(marking(mark), asked, { part: 'docs', most: 2 })).count;
  assert.equal(await count('zzzxq', 'z'), 0);
  assert.equal(await count('qwertz', 'Q.'), 0);
  assert.equal(await count('calibrations', 'calibrating'), 1);
  assert.equal(await count('queries', 'query,'), 1);
  assert.equal(await count('Q_L', 'Q_L'), 1);
});
