import assert from 'node:assert/strict';
import { resolve } from 'node:path/posix';
import { test } from 'node:test';
import { isOwnCopy, ownCopy } from '#site/build/own-copy.ts';

const copy = ownCopy();
const bundler = {
  resolve: (source: string, importer: string | undefined) =>
    Promise.resolve({ id: source.startsWith('.') ? resolve(`${importer}/..`, source) : source }),
  load: ({ id }: { readonly id: string }) => Promise.resolve({ code: `of ${id}` }),
};
const idOf = async (source: string, importer: string): Promise<string | undefined> =>
  (await copy.resolveId.call(bundler, source, importer))?.id;

test('the documentation has modules of its own, to the last', async () => {
  const page = await idOf('./client/pages/docs.ts', '/src/Header.astro');
  assert.equal(page, '/src/client/pages/docs.ts?documentation');
  const feed = await idOf('../feed.ts', page ?? '');
  assert.equal(feed, '/src/client/feed.ts?documentation');
  assert.equal(isOwnCopy(feed), true);
  assert.equal(await idOf('./search.css?inline', feed), '/src/client/search.css?inline');
});

test('what other pages import stays one', async () => {
  assert.equal(await idOf('../feed.ts', '/src/client/pages/log.ts'), undefined);
  assert.equal(isOwnCopy('/src/client/feed.ts'), false);
});

test('what the compiler puts in is copied as well', async () => {
  const helper = '\0vite/preload-helper.js';
  assert.equal(await copy.load.call(bundler, `${helper}?documentation`), `of ${helper}`);
  assert.equal(await copy.load.call(bundler, '/src/client/feed.ts?documentation'), null);
});
