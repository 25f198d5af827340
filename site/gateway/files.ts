/** Serves files of a directory: never outside of it, compressed where the reader can, cached as long as their name promises. */

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { errorCode } from '#telemetry/errors.ts';
import { answerRange } from './ranges.ts';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.parquet': 'application/vnd.apache.parquet',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.xml': 'application/xml; charset=utf-8',
};

/** Read in parts rather than whole. */
const IN_PARTS = /\.parquet$/;
const COMPRESSIBLE = /^(text\/|application\/(json|xml|manifest)|image\/svg)/;
/** Compressed bodies kept in memory; the compiled site has a few hundred files. */
const KEPT = 400;

export interface FilesOptions {
  readonly directory: string;
  /** Whether a file never changes under its name. */
  readonly isImmutable: (path: string) => boolean;
  /** Headers for every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns the content type of a path; `application/octet-stream` where the ending is not known. */
export function contentType(path: string): string {
  return TYPES[extname(path)] ?? 'application/octet-stream';
}

/** Returns the path below a directory that an address means, or null where it leads outside or is not a path. */
export function safePath(directory: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const full = normalize(join(directory, decoded));
  return full === directory || full.startsWith(directory + sep) ? full : null;
}

/** Returns a handler of `(path, request)` that answers from a directory, or null where there is no such file. */
export function createFiles(
  options: FilesOptions,
): (path: string, request: Request) => Promise<Response | null> {
  const { directory, isImmutable } = options;
  const compressed = new Map<string, Buffer>();
  const compress = async (key: string, body: Buffer): Promise<Buffer> => {
    const known = compressed.get(key);
    if (known !== undefined) return known;
    const made = await gzipAsync(body, { level: 6 });
    if (compressed.size >= KEPT) compressed.delete(compressed.keys().next().value ?? '');
    compressed.set(key, made);
    return made;
  };
  return async (path, request) => {
    const full = safePath(directory, path);
    if (full === null) return null;
    const type = contentType(full);
    const headers = new Headers({ ...options.headers, 'content-type': type });
    headers.set(
      'cache-control',
      isImmutable(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    if (IN_PARTS.test(full)) return await answerRange(full, request, headers);
    const file = await readIfFile(full);
    if (file === null)
      return COMPRESSIBLE.test(type) ? await answerPacked(full, request, headers) : null;
    headers.set('etag', file.etag);
    if (COMPRESSIBLE.test(type)) headers.set('vary', 'accept-encoding');
    if (request.headers.get('if-none-match') === file.etag)
      return new Response(null, { status: 304, headers });
    if (!COMPRESSIBLE.test(type) || !acceptsGzip(request))
      return answer(request, file.body, headers);
    const smallest = accepts(request, 'br') ? await readIfFile(`${full}.br`) : null;
    headers.set('content-encoding', smallest === null ? 'gzip' : 'br');
    if (smallest !== null) return answer(request, smallest.body, headers);
    const twin = await readIfFile(`${full}.gz`);
    return answer(
      request,
      twin?.body ?? (await compress(`${full} ${file.etag}`, file.body)),
      headers,
    );
  };
}

/** Of what is replaced within a second or a minute only the gzip form is written: unpacked here for whoever does not take it. */
async function answerPacked(
  full: string,
  request: Request,
  headers: Headers,
): Promise<Response | null> {
  const packed = await readIfFile(`${full}.gz`);
  if (packed === null) return null;
  headers.set('etag', packed.etag);
  headers.set('vary', 'accept-encoding');
  if (request.headers.get('if-none-match') === packed.etag)
    return new Response(null, { status: 304, headers });
  if (!acceptsGzip(request)) return answer(request, await gunzipAsync(packed.body), headers);
  headers.set('content-encoding', 'gzip');
  return answer(request, packed.body, headers);
}

/** Returns whether the reader takes gzip (RFC 9110, section 12.5.3). */
export function acceptsGzip(request: Request): boolean {
  return accepts(request, 'gzip');
}

function accepts(request: Request, coding: 'gzip' | 'br'): boolean {
  const refused = String.raw`(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))`;
  const header = request.headers.get('accept-encoding') ?? '';
  return new RegExp(String.raw`\b${coding}\b${refused}`).test(header);
}

function answer(request: Request, body: Buffer, headers: Headers): Response {
  headers.set('content-length', String(body.length));
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers });
}

async function readIfFile(
  path: string,
): Promise<{ readonly body: Buffer; readonly etag: string } | null> {
  try {
    if (!(await stat(path)).isFile()) return null;
    const body = await readFile(path);
    return {
      body,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}
