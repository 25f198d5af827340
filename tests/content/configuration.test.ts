/** Every example of `flash.yaml` in the handbook is accepted by the schema that reads the real one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { configSchema } from '#telemetry/config/schema.ts';
import { readPages } from './pages.ts';

/** Returns the YAML blocks of a text without their indentation, also those within a list. */
function yamlBlocks(text: string): readonly string[] {
  return [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^\1```/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

describe('examples of flash.yaml', () => {
  const examples = readPages().flatMap(({ file, raw }) =>
    yamlBlocks(raw)
      .map((block): unknown => parse(block))
      .filter((value) => typeof value === 'object' && value !== null)
      .filter((value) => 'node' in value || 'collectors' in value)
      .map((value) => ({ file, value })),
  );

  it('are there', () => {
    assert.ok(examples.length >= 8, `found ${examples.length}`);
  });

  for (const [index, { file, value }] of examples.entries()) {
    it(`${file}, example ${index}`, () => {
      const { error } = configSchema.safeParse({ node: 'daq-lnf', ...value });
      assert.equal(error?.message, undefined);
    });
  }

  it('would fail with a key that does not exist', () => {
    assert.ok(configSchema.safeParse({ node: 'daq-lnf', colectors: {} }).error);
  });
});
