import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canvasChunkOf, chartsChunkOf, chunkOf } from '#site/build/chunks.ts';

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

test('canvases are one file, whoever asks for them; what several parts need at once comes with the script', () => {
  const files = ['/n/uplot/dist/uPlot.esm.js', '/a/site/src/client/timeline/plot.ts'];
  for (const id of files) assert.equal(canvasChunkOf(id), 'plot', id);
  assert.equal(canvasChunkOf('/a/site/src/client/explore/page.ts'), null);
  assert.equal(chartsChunkOf('/a/site/src/client/explore/page.ts'), 'charts');
  assert.equal(chartsChunkOf('/a/site/src/client/explore/take.ts'), null);
  assert.equal(chunkOf('/a/site/src/runs/time-words.ts', modules), 'site');
});
