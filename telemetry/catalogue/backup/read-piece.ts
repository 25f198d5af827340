/** Reads the files of a backup back: their checksums, and their statements one by one. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { errorCode } from '../../errors.ts';
import type { BackupPiece } from './manifest.ts';

/** Returns what is wrong with a file of a backup; null: it is as it was written. */
export async function faultOfPiece(folder: string, piece: BackupPiece): Promise<string | null> {
  const path = join(folder, piece.path);
  try {
    const { size } = await stat(path);
    if (size !== piece.bytes) {
      return `${String(size)} bytes instead of ${String(piece.bytes)}`;
    }
    return (await hashFile(path)) === piece.sha256 ? null : 'its checksum differs';
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === 'ENOENT') return 'it is missing';
    if (code !== undefined) return `it cannot be read (${code})`;
    throw thrown;
  }
}

/** SHA-256 of a file, hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The `INSERT` statements of a file of rows; a line is a row, so a semicolon at its end is a statement's. */
export function readInserts(folder: string, { path }: BackupPiece): AsyncGenerator<string> {
  return split(join(folder, path), ';\n');
}

/** The statements of a script, without the lines that are for the client. */
export async function* readScript(folder: string, { path }: BackupPiece): AsyncGenerator<string> {
  for await (const part of split(join(folder, path), '\n$$\n')) {
    const statement = part.replace(/^DELIMITER \S+\n/, '').trim();
    if (statement !== '') yield statement;
  }
}

async function* split(path: string, end: string): AsyncGenerator<string> {
  const source = createReadStream(path);
  const unzipped = source.pipe(createGunzip({ chunkSize: 256 * 1024 }));
  source.on('error', (error) => unzipped.destroy(error));
  const mark = Buffer.from(end);
  let parts: Buffer[] = [];
  for await (const chunk of unzipped as AsyncIterable<Buffer>) {
    let rest = parts.length === 0 ? chunk : joinTail(parts, chunk, mark.length);
    for (let at = rest.indexOf(mark); at !== -1; at = rest.indexOf(mark)) {
      yield Buffer.concat([...parts, rest.subarray(0, at)]).toString('utf8');
      parts = [];
      rest = rest.subarray(at + mark.length);
    }
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) yield Buffer.concat(parts).toString('utf8');
}

/** The mark may lie across two chunks: the end of the last one is looked at again. */
function joinTail(parts: Buffer[], chunk: Buffer, mark: number): Buffer {
  const last = parts.pop() ?? Buffer.alloc(0);
  const keep = Math.max(0, last.length - mark);
  if (keep > 0) parts.push(last.subarray(0, keep));
  return Buffer.concat([last.subarray(keep), chunk]);
}
