import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('every page brings a script of its kind, which tells how fresh it is', () => {
  const pages = globSync('site/src/{pages,components}/**/*.astro').filter((path) => {
    const text = readFileSync(path, 'utf8');
    // What stands at an old address is worn by pages that bring one.
    return (
      text.includes('<Page') && !path.endsWith('/Moved.astro') && !text.includes('<OverviewPage')
    );
  });
  assert.ok(pages.length > 12, 'pages are found');
  const without = pages.filter(
    (path) => !/<(?:Logbook|Plain) \/>|client\/pages\/[\w-]+\.ts/.test(readFileSync(path, 'utf8')),
  );
  assert.deepEqual(without, []);
});
