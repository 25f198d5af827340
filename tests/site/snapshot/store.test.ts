import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createAssetStore, writeWhole } from '#site/snapshot/store.ts';
import { readAsset } from '#site/snapshot/reader.ts';

async function scratch(t: { after(fn: () => Promise<void>): void }): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'flash-store-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('an asset is named by its content and read back through its reference', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  const one = await store.putHashed('now', { value: 1 });
  const again = await store.putHashed('now', { value: 1 });
  const other = await store.putHashed('now', { value: 2 });
  assert.deepEqual(again, one);
  assert.notEqual(other.path, one.path);
  assert.deepEqual(await readAsset(store.directory, one), { value: 1 });
});

test('a large asset has a gzip twin with the same content', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  const asset = await store.putHashed('runs/a', { text: 'x'.repeat(5_000) });
  const plain = await readFile(join(store.directory, asset.path));
  assert.deepEqual(gunzipSync(await readFile(join(store.directory, `${asset.path}.gz`))), plain);
});

test('a write that fails leaves neither a half file nor a temporary one', async (t) => {
  const directory = await scratch(t);
  // A directory of the target's name makes the rename fail after everything was written.
  await mkdir(join(directory, 'snapshot.json', 'occupied'), { recursive: true });
  await assert.rejects(writeWhole(join(directory, 'snapshot.json'), Buffer.from('{}')));
  assert.deepEqual(await readdir(directory), ['snapshot.json']);
});

test('an asset of another length than the manifest says is refused', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  const asset = await store.putHashed('now', { value: 1 });
  await assert.rejects(readAsset(store.directory, { ...asset, bytes: 3 }), /the manifest says 3/);
});
