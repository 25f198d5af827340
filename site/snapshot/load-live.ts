/** Puts `now` and `tail` together from the files that they are written in: for whoever reads a directory, and for the browser. */

import { joinTails, unpackTail } from './encoding/tail-table.ts';
import { unpackState } from './encoding/now-table.ts';
import { declaredSchema, latelySchema, nowSchema } from './parse/now.ts';
import type { Schema } from './parse/packed.ts';
import { tailSchema } from './parse/tail.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Now, StateNow } from './schema/now.ts';
import type { Tail } from './schema/tail.ts';

/** Reads one file of the snapshot and checks it; what it read once it may keep. */
export type ReadAsset = <T>(asset: AssetReference, schema: Schema<T>) => Promise<T>;

/** Returns the current state. @throws {RangeError} where its columns do not fit together */
export async function loadNow(read: ReadAsset, asset: AssetReference): Promise<Now> {
  const packed = await read(asset, nowSchema);
  const [declared, lately] = await Promise.all([
    read(packed.declared, declaredSchema),
    read(packed.lately, latelySchema),
  ]);
  return { ...unpackState(packed, declared), ...lately };
}

/** Returns the current state without what led to it, which a text has no use for. @throws {RangeError} where its columns do not fit together */
export async function loadState(read: ReadAsset, asset: AssetReference): Promise<StateNow> {
  const packed = await read(asset, nowSchema);
  return unpackState(packed, await read(packed.declared, declaredSchema));
}

/** Returns what came since the tiles. @throws {RangeError} where its columns do not fit together */
export async function loadTail(read: ReadAsset, asset: AssetReference): Promise<Tail> {
  const packed = await read(asset, tailSchema);
  const earlier = await Promise.all(packed.earlier.map((piece) => read(piece, tailSchema)));
  return joinTails(earlier.map(unpackTail), unpackTail(packed));
}
