import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createAssetStore, writeWhole } from '#site/snapshot/store.ts';
import { readAsset } from '#site/snapshot/reader.ts';
import * as z from 'zod/mini';

const VALUE = z.object({ value: z.number() });

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
  await store.settle();
  assert.deepEqual(again, one);
  assert.notEqual(other.path, one.path);
  assert.deepEqual(await readAsset(store.directory, one, VALUE), { value: 1 });
});

test('a large asset has a gzip twin with the same content, a closed one a brotli twin too', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  const asset = await store.putHashed('runs/a', { text: 'x'.repeat(5_000) }, { isClosed: true });
  await store.settle();
  const plain = await readFile(join(store.directory, asset.path));
  assert.deepEqual(gunzipSync(await readFile(join(store.directory, `${asset.path}.gz`))), plain);
  const brotli = await readFile(join(store.directory, `${asset.path}.br`));
  assert.deepEqual(brotliDecompressSync(brotli), plain);
});

test('a write that fails leaves neither a half file nor a temporary one', async (t) => {
  const directory = await scratch(t);
  // A directory of the target's name makes the rename fail after everything was written.
  await mkdir(join(directory, 'snapshot.json', 'occupied'), { recursive: true });
  await assert.rejects(writeWhole(join(directory, 'snapshot.json'), Buffer.from('{}')));
  assert.deepEqual(await readdir(directory), ['snapshot.json']);
});

test('an asset of another length or another shape than the manifest says is refused', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  const asset = await store.putHashed('now', { value: 1 });
  await store.settle();
  await assert.rejects(
    readAsset(store.directory, { ...asset, bytes: 3 }, VALUE),
    /the manifest says 3/,
  );
  const WORD = z.object({ value: z.string() });
  await assert.rejects(readAsset(store.directory, asset, WORD), /value is not as this version/);
});

test('an asset that was damaged under its name is written again', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  const asset = await store.putHashed('now', { value: 1 });
  await store.settle();
  await writeFile(join(store.directory, asset.path), '{"value":2}');
  await store.putHashed('now', { value: 1 });
  await store.settle();
  assert.deepEqual(await readAsset(store.directory, asset, VALUE), { value: 1 });
});

test('what cannot be written is told before the manifest is, which stays as it was', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  await store.putManifest({ id: 'before' });
  await writeFile(join(store.directory, 'run'), 'a file where a folder should be');
  await store.putNamed('run/a/1.r1.json', { value: 1 });
  await assert.rejects(store.putManifest({ id: 'after' }), /EEXIST|ENOTDIR/);
  assert.match(await readFile(join(store.directory, 'snapshot.json'), 'utf8'), /before/);
  await store.putManifest({ id: 'later' });
});

test('what is still written to has its gzip form alone, and all forms where any server is to serve it', async (t) => {
  const directory = await scratch(t);
  const lean = createAssetStore({ directory });
  const content = { text: 'x'.repeat(5_000) };
  const open = await lean.putNamed('run/a/1.r1.json', content);
  await lean.settle();
  const names = () => readdir(join(directory, 'run', 'a'));
  assert.deepEqual(await names(), ['1.r1.json.gz']);
  const TEXT = z.object({ text: z.string() });
  assert.deepEqual(await readAsset(directory, open, TEXT), content);
  const plain = createAssetStore({ directory, isPlain: true });
  await plain.putNamed('run/a/1.r1.json', content);
  await plain.settle();
  assert.deepEqual((await names()).toSorted(), ['1.r1.json', '1.r1.json.gz']);
  // A form of before would be read in place of the new one.
  await lean.putNamed('run/a/1.r1.json', { text: 'y'.repeat(5_000) });
  await lean.settle();
  assert.deepEqual(await names(), ['1.r1.json.gz']);
});

test('a store counts what it wrote, twins with their asset, and its flushes', async (t) => {
  const store = createAssetStore({ directory: await scratch(t) });
  await store.putHashed('now', { value: 1 });
  await store.putNamed('run/a/1.r1.json', { text: 'x'.repeat(5_000) }, { isClosed: true });
  await store.putStream('files/a/1.r1.parquet', (write) => write(Buffer.from('PAR1')));
  await store.putManifest({ id: 'one' });
  const { written, flushes } = store.tally;
  assert.deepEqual([...written.keys()].toSorted(), ['files/', 'now', 'run/', 'snapshot']);
  assert.deepEqual(written.get('now'), { files: 1, bytes: 11 });
  assert.equal(written.get('run/')?.files, 3);
  assert.deepEqual(written.get('files/'), { files: 1, bytes: 4 });
  // Five files in three folders, then the manifest in its own.
  assert.equal(flushes(), 10);
});
