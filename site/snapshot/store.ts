/** Writes the snapshot's files: whole or not at all, each with its gzip twin, before the manifest that leads to it. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { AssetReference } from './schema/asset.ts';

const gzipAsync = promisify(gzip);

/** Below this size a compressed twin saves nothing. */
const GZIP_FROM_BYTES = 512;

export interface AssetStore {
  readonly directory: string;
  /** Writes JSON under `<stem>.<first 16 digits of its SHA-256>.json`; does nothing where that file is already there. */
  putHashed(stem: string, content: unknown): Promise<AssetReference>;
  /** Writes JSON under a name that already says its revision. */
  putNamed(path: string, content: unknown): Promise<AssetReference>;
  /** Replaces `snapshot.json`; the last step of a publication. */
  putManifest(content: unknown): Promise<void>;
}

/** Returns a store over a directory, which is made when the first file is written. */
export function createAssetStore(options: { readonly directory: string }): AssetStore {
  const { directory } = options;
  const put = async (path: string, body: Buffer): Promise<void> => {
    await writeWhole(join(directory, path), body);
    if (body.length >= GZIP_FROM_BYTES) {
      await writeWhole(join(directory, `${path}.gz`), await gzipAsync(body, { level: 6 }));
    }
  };
  return {
    directory,
    async putHashed(stem, content) {
      const body = Buffer.from(JSON.stringify(content));
      const sha256 = createHash('sha256').update(body).digest('hex');
      const path = `${stem}.${sha256.slice(0, 16)}.json`;
      const known = await stat(join(directory, path)).catch(() => null);
      if (known === null || known.size !== body.length) await put(path, body);
      return { path, bytes: body.length, sha256 };
    },
    async putNamed(path, content) {
      const body = Buffer.from(JSON.stringify(content));
      await put(path, body);
      return { path, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
    },
    async putManifest(content) {
      await writeWhole(join(directory, 'snapshot.json'), Buffer.from(JSON.stringify(content)));
    },
  };
}

/** Writes a file beside its target, flushes it, renames it over the target and flushes the directory; leaves nothing behind when it fails. */
export async function writeWhole(target: string, body: Buffer, mode = 0o644): Promise<void> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
