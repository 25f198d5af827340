import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunkOf, CODE_FILES } from '#site/build/chunks.ts';

const CLIENT = '/a/site/src/client';
const NOW = `${CLIENT}/pages/now.ts`;
const LOG = `${CLIENT}/pages/log.ts`;
const DOCS = `${CLIENT}/pages/docs.ts?documentation`;

/** Who imports a module at once, and who when it is needed. */
const importers: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  'units.ts': [[NOW, LOG], []],
  'deep.ts': [['units.ts'], []],
  'tiles.ts': [[NOW], []],
  'safe.ts': [['tiles.ts', 'storage.ts'], []],
  'storage.ts': [[], [LOG]],
  'feed.ts?documentation': [[DOCS], []],
  'live.ts?documentation': [[], [DOCS]],
};
const modules = {
  getModuleInfo(id: string) {
    const [now = [], later = []] = importers[id] ?? [];
    return { importers: now, dynamicImporters: later };
  },
};

test('what several kinds of page need is one file, what one needs stays with it', () => {
  const site = [`${CLIENT}/main.ts`, 'units.ts', 'deep.ts', 'safe.ts'];
  for (const id of site) assert.equal(chunkOf(id, modules), 'site', id);
  for (const id of [NOW, 'tiles.ts', 'storage.ts', 'unheard-of.ts'])
    assert.equal(chunkOf(id, modules), null, id);
});

test('the documentation has one file at once, and shares none', () => {
  for (const id of [DOCS, 'feed.ts?documentation'])
    assert.equal(chunkOf(id, modules), 'documentation', id);
  assert.equal(chunkOf('live.ts?documentation', modules), null);
});

test('canvases are one file, and what the page of charts needs at once is one', () => {
  for (const id of ['/n/uplot/dist/uPlot.esm.js', `${CLIENT}/timeline/plot.ts`])
    assert.equal(chunkOf(id, modules), 'plot', id);
  assert.equal(chunkOf(`${CLIENT}/explore/page.ts`, modules), 'charts');
  assert.equal(chunkOf(`${CLIENT}/explore/take.ts`, modules), null);
});

test('each file is asked for by its name, the most common before what would take it along', () => {
  const named = CODE_FILES.map(({ name, priority }) => [
    name(`${CLIENT}/main.ts`, modules),
    priority,
  ]);
  assert.deepEqual(named, [
    [null, 4],
    ['site', 3],
    [null, 2],
    [null, 1],
  ]);
});
