/** The names of run directories that the procedure teaches give the kinds it promises. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DEFAULT_KIND_RULES, kindOfParts } from '#agents/formats/run-path.ts';
import { ROOT } from './pages.ts';

describe('content/procedures/start-a-run.mdx', () => {
  const page = readFileSync(join(ROOT, 'content/procedures/start-a-run.mdx'), 'utf8');
  const rows = [...page.matchAll(/^ *\| (\w+) +\| .*\| `([^`]+)` +\|$/gm)];

  it('has every kind, in the order in which they are asked', () => {
    assert.deepEqual(
      rows.map(([, kind]) => kind),
      DEFAULT_KIND_RULES.map(({ kind }) => kind),
    );
  });

  for (const [, kind, name = ''] of rows) {
    it(`${name} is ${kind}`, () => assert.equal(kindOfParts([name]).kind, kind));
  }

  it('says that Fisica_test is a test', () => {
    assert.match(page, /`Fisica_test` is a test/);
    assert.equal(kindOfParts(['Fisica_test']).kind, 'test');
  });
});
