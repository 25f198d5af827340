/** Parts of large files: single byte ranges (RFC 9110, section 14), so that a few rows of a Parquet file cost few bytes. */

import { open, stat } from 'node:fs/promises';
import { errorCode } from '#telemetry/errors.ts';

export interface ByteRange {
  /** First and last byte, both included. */
  readonly first: number;
  readonly last: number;
}

/** Returns the range that a request asks for; null: the whole, also where the header asks for several or makes no sense; `none`: nothing of it is there. */
export function rangeOf(header: string | null, size: number): ByteRange | 'none' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return null;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'none' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return null;
  return first >= size ? 'none' : { first, last };
}

/** Answers from a file that is not compressed, whole or in part; null: there is no such file. */
export async function answerRange(
  path: string,
  request: Request,
  headers: Headers,
): Promise<Response | null> {
  const size = await sizeOf(path);
  if (size === null) return null;
  headers.set('accept-ranges', 'bytes');
  const range = rangeOf(request.headers.get('range'), size);
  if (range === 'none') {
    headers.set('content-range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { first, last } = range ?? { first: 0, last: size - 1 };
  headers.set('content-length', String(last - first + 1));
  if (range !== null) headers.set('content-range', `bytes ${first}-${last}/${size}`);
  const body = request.method === 'HEAD' ? null : await readSlice(path, first, last - first + 1);
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}

async function readSlice(
  path: string,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read({
      buffer: new Uint8Array(length),
      position: start,
    });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
