/** Reads a JSON body, plain or gzip, within limits. */

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { errorCode } from '../errors.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxUnpackedBytes: number;
}

export type Body =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly error: string };

/** Reads and parses the body; stops reading as soon as it is too large. */
export async function readBody(request: Request, limits: BodyLimits): Promise<Body> {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return {
      kind: 'refused',
      status: 415,
      error: `content-encoding ${encoding}: only gzip is read`,
    };
  }
  const bytes = await readBytes(request, limits.maxBytes);
  if (bytes === null) return tooLarge(limits.maxBytes);
  try {
    const plain =
      encoding === 'gzip'
        ? await promisify(gunzip)(bytes, { maxOutputLength: limits.maxUnpackedBytes })
        : bytes;
    return { kind: 'read', value: JSON.parse(plain.toString('utf8')) as unknown };
  } catch (thrown) {
    if (errorCode(thrown) === 'ERR_BUFFER_TOO_LARGE') return tooLarge(limits.maxUnpackedBytes);
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: 'refused', status: 400, error: `the body is not JSON: ${said}` };
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? '0') > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): Body {
  const error = `the batch is larger than ${String(limit)} bytes: send fewer facts`;
  return { kind: 'refused', status: 413, error };
}
