import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseRunViews } from '#site/src/runs/views.ts';

const FILE = new URL('../../../../content/data/run-views.yaml', import.meta.url);

test('the logbook understands every saved view', () => {
  assert.ok(parseRunViews(readFileSync(FILE, 'utf8')).length > 0);
});

test('a view that means nothing is refused with what is not understood', () => {
  const text = 'views:\n  - {name: A, why: B, query: "colour=red&kind=physics"}\n';
  assert.throws(() => parseRunViews(text), /views\.0\.query: .*does not understand colour/);
});
