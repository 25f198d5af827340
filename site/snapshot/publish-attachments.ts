/** Puts the files of entries into the snapshot: under their content's hash, pictures with a small one beside them. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readAttachmentPart, type AttachmentRow } from '#telemetry/catalogue/read/log.ts';
import type { AssetReference } from './schema/asset.ts';
import type { LogAttachment } from './schema/log.ts';
import type { AssetStore } from './store.ts';
import { makeThumb, type Thumb } from './thumbs.ts';

export interface AttachmentKeeper {
  /** Writes a file where it is not there yet. */
  readonly keep: (file: AttachmentRow) => Promise<LogAttachment>;
  /** Everything that was kept, for the tree. */
  readonly assets: readonly AssetReference[];
}

/** Makes a keeper for the files of one month; the month is in their names, so that each goes with its own. */
export function keepAttachmentsOf(
  month: string,
  { connection, store }: { readonly connection: ReadConnection; readonly store: AssetStore },
): AttachmentKeeper {
  const assets: AssetReference[] = [];
  const keep = async (file: AttachmentRow): Promise<LogAttachment> => {
    const { name, bytes, sha256, image } = file;
    // No other ending: a server tells the type by it, and what is no picture is never shown.
    const path = `log/file-${month}-${sha256.slice(0, 32)}.${image ?? 'bin'}`;
    if (!(await isThere(store, path, bytes)))
      await store.putStream(path, async (write) => {
        for await (const part of contentOf(connection, sha256)) await write(part);
      });
    assets.push({ path, bytes, sha256 });
    const thumb = image === null ? null : await keepThumb(connection, store, file, month);
    if (thumb !== null) assets.push(thumb.asset);
    const shown =
      thumb === null ? null : { path: thumb.asset.path, width: thumb.width, height: thumb.height };
    return { name, path, bytes, isImage: image !== null, thumb: shown };
  };
  return { keep, assets };
}

async function isThere({ directory }: AssetStore, path: string, bytes: number): Promise<boolean> {
  const found = await stat(join(directory, path)).catch(() => null);
  return found?.size === bytes;
}

async function* contentOf(connection: ReadConnection, sha256: string): AsyncGenerator<Buffer> {
  for (let n = 0; ; n += 1) {
    const part = await readAttachmentPart(connection, sha256, n);
    if (part === null) return;
    yield part;
  }
}

/** Made anew with its month: a few milliseconds each, and a picture that cannot be read has none. */
async function keepThumb(
  connection: ReadConnection,
  store: AssetStore,
  { sha256 }: AttachmentRow,
  month: string,
): Promise<(Omit<Thumb, 'content'> & { readonly asset: AssetReference }) | null> {
  const parts: Buffer[] = [];
  for await (const part of contentOf(connection, sha256)) parts.push(part);
  const thumb = await makeThumb(Buffer.concat(parts));
  if (thumb === null) return null;
  const { content, width, height } = thumb;
  const path = `log/thumb-${month}-${sha256.slice(0, 32)}.webp`;
  const asset = await store.putStream(path, (write) => write(content));
  return { asset, width, height };
}
