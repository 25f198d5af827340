/** A Parquet part of a snapshot on disk, of which slices are read. */

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { damaged } from './damaged.ts';
import type { AssetReference } from './schema/asset.ts';

/** A Parquet part as `hyparquet` reads it: a length, and slices. */
export interface PartFile {
  /** Its size. */
  readonly byteLength: number;
  /** Bytes from `start` to before `end`, without `end` to the last. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

/** Returns a part as it lies in the snapshot's directory; a slice that is not there is an error. */
export function partFileOf(directory: string, { path, bytes }: AssetReference): PartFile {
  return {
    byteLength: bytes,
    slice: async (start, end = bytes) => await readSlice(join(directory, path), start, end),
  };
}

/** Returns the bytes from `start` to before `end`; fewer are an error. */
async function readSlice(path: string, start: number, end: number): Promise<ArrayBuffer> {
  const file = await open(path).catch((cause: unknown) => {
    throw damaged(path, 'the manifest leads to it and it cannot be read', cause);
  });
  try {
    const body = new Uint8Array(end - start);
    const { bytesRead } = await file.read(body, 0, body.length, start);
    if (bytesRead < body.length) throw damaged(path, 'it is shorter than the manifest says');
    return body.buffer;
  } finally {
    await file.close();
  }
}
