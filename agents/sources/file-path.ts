/** Paths as the file system has them: a text, or bytes where a name is not UTF-8. */

import { join } from 'node:path';

/** A path to hand to `node:fs`: text where it is UTF-8, else its bytes. */
export type FilePath = string | Buffer;

/** A name in a directory: what people read and what `node:fs` needs. */
export interface FileName {
  /**
   * The name as text. A byte that is not UTF-8 stands as `\xE8`; such a name is written with its
   * backslashes doubled, so that two names never become one text.
   */
  readonly text: string;
  /** The name's bytes where it is not UTF-8, else null. */
  readonly bytes: Buffer | null;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Length of the UTF-8 sequence that begins at `at`, or 0 where none does. */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  try {
    const text = strict.decode(bytes.subarray(at, at + length));
    return text.length > 0 && at + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}

/** Gives a name's text and, where it is not UTF-8, its bytes. */
export function nameFromBytes(bytes: Buffer): FileName {
  try {
    return { text: strict.decode(bytes), bytes: null };
  } catch {
    return { text: escapeBytes(bytes), bytes: Buffer.from(bytes) };
  }
}

function escapeBytes(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += `\\x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
      at += 1;
      continue;
    }
    const piece = bytes.toString('utf8', at, at + length);
    text += piece === '\\' ? '\\\\' : piece;
    at += length;
  }
  return text;
}

/** Joins a directory and a name; the result is bytes as soon as one of them is. */
export function joinPath(directory: FilePath, name: FileName): FilePath {
  if (typeof directory === 'string' && name.bytes === null) return join(directory, name.text);
  const head = typeof directory === 'string' ? Buffer.from(directory) : directory;
  return Buffer.concat([head, Buffer.from('/'), name.bytes ?? Buffer.from(name.text)]);
}
