/** The page of the demo names every event the simulator knows, and none that it does not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { EVENTS } from '#agents/simulator/events.ts';
import { ROOT } from './pages.ts';

it('content/infrastructure/demo.mdx has every event', () => {
  const page = readFileSync(join(ROOT, 'content/infrastructure/demo.mdx'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name);
  assert.deepEqual(rows, Object.keys(EVENTS));
});
