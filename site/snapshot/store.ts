/** Writes the snapshot's files: whole or not at all, each with its compressed twins, before the manifest that leads to it. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { readBody } from './body.ts';
import { createOutbox, withRoom } from './outbox.ts';
import type { AssetReference } from './schema/asset.ts';
import { createTally, type Tally } from './tally.ts';

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

/** Below this size a compressed twin saves nothing. */
const COMPRESS_FROM_BYTES = 512;
const GZIP_LEVEL = 6;
const BROTLI_QUALITY = 5;
/** The file, and the folder that it is renamed in. */
const FLUSHES_OF_MANIFEST = 2;

/** How an asset is written. */
export interface PutOptions {
  /** Whether it will not be written again under another name: then a brotli twin is worth its time. */
  readonly isClosed?: boolean;
}

/** Where a store writes, and in which forms. */
export interface StoreOptions {
  readonly directory: string;
  /**
   * Whether what is still written to also lies there uncompressed, as any web server needs it. Where not, only its gzip
   * form is written, from which the hub serves both: a second or a minute later it is replaced.
   */
  readonly isPlain?: boolean;
}

/** Puts files of a snapshot under their names; nothing appears half written. */
export interface AssetStore {
  /** Where `snapshot.json` lies. */
  readonly directory: string;
  /** Writes JSON under `<stem>.<first 16 digits of its SHA-256>.json`; does nothing where that file is already there. */
  putHashed(stem: string, content: unknown, options?: PutOptions): Promise<AssetReference>;
  /** Writes JSON under a name that already says its revision. */
  putNamed(path: string, content: unknown, options?: PutOptions): Promise<AssetReference>;
  /** Writes what `fill` hands over, piece by piece, under a name that already says its revision. */
  putStream(
    path: string,
    fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
  ): Promise<AssetReference>;
  /** Replaces `snapshot.json`, once everything else is safe on the disk; the last step of a publication. */
  putManifest(content: unknown): Promise<void>;
  /** Waits for everything that was put; what failed there is thrown here. */
  settle(): Promise<void>;
  /** What was written through this store. */
  readonly tally: Pick<Tally, 'written' | 'flushes'>;
}

/** Returns a store over a directory, which is made when the first file is written. */
export function createAssetStore({ directory, isPlain = false }: StoreOptions): AssetStore {
  const tally = createTally();
  const outbox = createOutbox(directory, {
    wrote: (target, bytes) => tally.wrote(relative(directory, target), bytes),
    flushed: tally.flushed,
  });
  const put = async (path: string, body: Buffer, isClosed: boolean): Promise<void> => {
    const target = join(directory, path);
    const isSmall = body.length < COMPRESS_FROM_BYTES;
    if (isPlain || isClosed || isSmall) await outbox.write(target, body);
    // Of a name that was given before nothing old may stay beside the new form.
    else for (const old of [target, `${target}.br`]) await rm(old, { force: true });
    if (isSmall) return;
    await outbox.write(`${target}.gz`, await gzipAsync(body, { level: GZIP_LEVEL }));
    if (isClosed) await outbox.write(`${target}.br`, await brotli(body));
  };
  return {
    directory,
    async putHashed(stem, content, { isClosed = false } = {}) {
      const body = Buffer.from(JSON.stringify(content));
      const sha256 = hashOf(body);
      const path = `${stem}.${sha256.slice(0, 16)}.json`;
      await outbox.send(async () => {
        const known = await (isPlain ? readFile : readBody)(join(directory, path)).catch(
          () => null,
        );
        if (known === null || hashOf(known) !== sha256) await put(path, body, isClosed);
      });
      return { path, bytes: body.length, sha256 };
    },
    async putNamed(path, content, { isClosed = false } = {}) {
      const body = Buffer.from(JSON.stringify(content));
      await outbox.send(() => put(path, body, isClosed));
      return { path, bytes: body.length, sha256: hashOf(body) };
    },
    async putStream(path, fill) {
      const asset = await writeStream(join(directory, path), fill);
      outbox.placed(join(directory, path), asset.bytes);
      return { path, ...asset };
    },
    async putManifest(content) {
      await outbox.settle();
      const body = Buffer.from(JSON.stringify(content));
      await writeWhole(join(directory, 'snapshot.json'), body);
      tally.wrote('snapshot.json', body.length);
      for (let n = 0; n < FLUSHES_OF_MANIFEST; n += 1) tally.flushed();
    },
    settle: () => outbox.settle(),
    tally,
  };
}

const hashOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

async function brotli(body: Buffer): Promise<Buffer> {
  return await brotliAsync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}

async function writeStream(
  target: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await open(temporary, 'wx');
    try {
      await fill(async (piece) => {
        hash.update(piece);
        bytes += piece.length;
        await file.writeFile(piece).catch(async (error: unknown) => {
          throw await withRoom(error, target, piece.length);
        });
      });
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
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
    throw await withRoom(error, target, body.length);
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
