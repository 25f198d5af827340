/** Writes the files of a backup: compressed, on the disk when it says so, with their checksums. */

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import type { BackupPiece } from './manifest.ts';

/** Text of rows is as small at 4 as it gets for its time: 6 takes twice as long for a twentieth less. */
const GZIP_LEVEL = 4;

/** Statements are kept well below what the smallest server takes as one packet (1 MiB). */
const STATEMENT_BYTES = 512 * 1024;

/** Uncompressed bytes after which a table goes on in a new file. */
const PIECE_BYTES = 256 * 1024 * 1024;

export interface TableRows {
  readonly table: string;
  /** What a statement begins with. */
  readonly head: string;
  /** `(1,'text',NULL)`, one row each. */
  readonly rows: AsyncIterator<Buffer>;
}

/** Compresses what comes into a file and counts it; the file is on the disk when it resolves. */
export async function writePiece(
  folder: string,
  path: string,
  content: AsyncIterable<Buffer>,
): Promise<Omit<BackupPiece, 'rows'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const file = createWriteStream(join(folder, path), { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(content, createGzip({ level: GZIP_LEVEL }), tap, file);
  return { path, bytes, sha256: hash.digest('hex') };
}

/** Writes a table's rows as files of `INSERT` statements; a table without rows has none. */
export async function writeTable(
  folder: string,
  { table, head, rows }: TableRows,
  pieceBytes = PIECE_BYTES,
): Promise<readonly BackupPiece[]> {
  const pieces: BackupPiece[] = [];
  let next = await rows.next();
  while (next.done !== true) {
    const number = String(pieces.length + 1).padStart(4, '0');
    let count = 0;
    const content = async function* (): AsyncGenerator<Buffer> {
      const opening = Buffer.from(head);
      let statement: Buffer[] = [];
      let [bytes, all] = [0, 0];
      while (next.done !== true && all < pieceBytes) {
        const line = next.value;
        if (bytes > 0 && bytes + line.length > STATEMENT_BYTES) {
          yield Buffer.concat([...statement, END]);
          [statement, bytes] = [[], 0];
        }
        statement.push(bytes === 0 ? opening : COMMA, line);
        bytes += line.length;
        all += line.length;
        count += 1;
        next = await rows.next();
      }
      yield Buffer.concat([...statement, END]);
    };
    const written = await writePiece(folder, `${table}.${number}.sql.gz`, content());
    pieces.push({ ...written, rows: count });
  }
  return pieces;
}

const COMMA = Buffer.from(',\n');
const END = Buffer.from(';\n');

/** Writes a small file that is on the disk when it resolves. */
export async function writeSmall(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true });
}

/** Puts the names of a folder's files on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
