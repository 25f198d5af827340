/** Keeps the files of an entry: each content once, in parts that fit into any packet. */

import { createHash } from 'node:crypto';
import type { Connection } from 'mariadb';

import { ATTACHMENT_BYTES } from '../../logbook/limits.ts';
import { sniffImage } from '../../logbook/sniff.ts';
import { RefusedAct } from './refused-act.ts';

/** Bytes of a part: twice as many letters in a backup, well below the 1 MiB that the smallest server takes. */
const PART_BYTES = 256 * 1024;

export interface AttachedFile {
  readonly name: string;
  /** Base64. */
  readonly content: string;
}

/** Writes the files of an entry that has none yet. @throws {RefusedAct} where one is too large */
export async function keepAttachments(
  connection: Connection,
  entry: string,
  files: readonly AttachedFile[],
): Promise<void> {
  for (const [n, { name, content }] of files.entries()) {
    const bytes = Buffer.from(content, 'base64');
    if (bytes.length > ATTACHMENT_BYTES)
      throw new RefusedAct(400, `${name}: more than ${String(ATTACHMENT_BYTES)} bytes`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await keepContent(connection, sha256, bytes);
    await connection.query(
      'INSERT INTO attachment (entry_id, n, name, sha256, bytes, image) VALUES (?, ?, ?, ?, ?, ?)',
      [entry, n, name, sha256, bytes.length, sniffImage(bytes)],
    );
  }
}

async function keepContent(connection: Connection, sha256: string, bytes: Buffer): Promise<void> {
  const known = await connection.query<unknown[]>(
    'SELECT n FROM attachment_part WHERE sha256 = ? AND n = 0',
    [sha256],
  );
  if (known.length > 0) return;
  for (let n = 0; n === 0 || n * PART_BYTES < bytes.length; n += 1) {
    await connection.query('INSERT INTO attachment_part (sha256, n, content) VALUES (?, ?, ?)', [
      sha256,
      n,
      bytes.subarray(n * PART_BYTES, (n + 1) * PART_BYTES),
    ]);
  }
}
