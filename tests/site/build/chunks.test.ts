import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunkOf } from '#site/build/chunks.ts';

const MAIN = '/a/site/src/client/main.ts';
const importers: Readonly<Record<string, readonly string[]>> = {
  [MAIN]: ['/a/page'],
  'runs.ts': [MAIN],
  'units.ts': ['list.ts', 'runs.ts'],
  // Only imported by what is loaded later, which is imported by nobody at once.
  'list.ts': [],
  'filters.ts': ['list.ts', 'query.ts'],
  'query.ts': ['filters.ts'],
};
const modules = {
  getModuleInfo: (id: string) => ({ importers: importers[id] ?? [] }),
};

test('what the script of every page needs at once is one file, the rest is not in it', () => {
  for (const id of [MAIN, 'runs.ts', 'units.ts']) assert.equal(chunkOf(id, modules), 'site', id);
  for (const id of ['list.ts', 'filters.ts', 'query.ts', 'unheard-of.ts'])
    assert.equal(chunkOf(id, modules), null, id);
});

test('canvases are one file, and charts another, whoever asks for them', () => {
  const files = ['/n/uplot/dist/uPlot.esm.js', '/a/site/src/client/timeline/plot.ts'];
  for (const id of files) assert.equal(chunkOf(id, modules), 'plot', id);
  assert.equal(chunkOf('/a/site/src/client/explore/page.ts', modules), 'charts');
  assert.equal(chunkOf('/a/site/src/client/explore/take.ts', modules), null);
});
