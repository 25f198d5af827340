/** Every function that “The life of a reading” names is there: an export of its file, or a method of an exported interface. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseLifeOfAReading } from '#site/src/docs/life-of-a-reading.ts';
import { ROOT } from './pages.ts';

const list = readFileSync(join(ROOT, 'content/infrastructure/life-of-a-reading.yaml'), 'utf8');

describe('content/infrastructure/life-of-a-reading.yaml', () => {
  for (const { name, file } of parseLifeOfAReading(list)) {
    it(`${file} has ${name}`, () => {
      const source = readFileSync(join(ROOT, file), 'utf8');
      const [owner = '', method] = name.split('.');
      const exported = new RegExp(
        `^export (async function|function|const|interface|class) ${owner}\\b`,
        'm',
      );
      assert.match(source, exported);
      if (method !== undefined) assert.match(source, new RegExp(`\\b${method}\\b\\s*[(:]`));
    });
  }
});
