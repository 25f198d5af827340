/** Keys of the configuration as the reference shows them, and the words that go with them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configKeys, parseMeanings } from '#site/src/docs/config-keys.ts';

const keys = configKeys();
const keyOf = (path: string) => keys.find((key) => key.path === path);

describe('configKeys', () => {
  it('has type, default and whether a key is needed', () => {
    assert.deepEqual(keyOf('node'), {
      path: 'node',
      type: 'text',
      fallback: null,
      isRequired: true,
    });
    assert.equal(keyOf('backup.nightly_hour')?.type, 'whole number from 0 to 23 or null');
    assert.equal(keyOf('hub.listen')?.fallback, '"127.0.0.1:4321"');
    assert.equal(keyOf('catalogue.kind')?.type, 'embedded or external');
    assert.equal(keyOf('campaigns[].key_channels[].limits[].side')?.type, 'one of low, high');
  });

  it('names a key once', () => {
    assert.equal(new Set(keys.map(({ path }) => path)).size, keys.length);
  });
});

describe('parseMeanings', () => {
  it('names what is missing and what is not there', () => {
    const own = keys.filter(({ path }) => path === 'node' || path === 'site');
    assert.throws(
      () => parseMeanings('node: This machine.\nnod: That.', own),
      /site: is in the schema[\s\S]*nod: is not/,
    );
  });
});
