/** Serves files of a directory: never outside of it, compressed where the reader can, cached as long as their name promises. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { errorCode } from '#telemetry/errors.ts';
import { answerRange } from './ranges.ts';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  // Never shown, always saved: what people attach and no picture is.
  '.bin': 'application/octet-stream',
  '.csv': 'text/csv; charset=utf-8',
  '.gif': 'image/gif',
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
/** Compressed forms that may lie beside a file, smallest first. */
const TWINS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
const NO_FILE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EISDIR']);
/** Compressed bodies kept in memory; the compiled site has a few hundred files. */
const KEPT = 400;

/** Of the tag of a file that never changes under its name: there is no other to be told from, and every answer carries it. */
const NAME_LENGTH = 6;

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
    const isForEver = isImmutable(path);
    const headers = new Headers({ ...options.headers, 'content-type': type });
    headers.set('cache-control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (IN_PARTS.test(full)) return await answerRange(full, request, headers);
    const isText = COMPRESSIBLE.test(type);
    if (isText) headers.set('vary', 'accept-encoding');
    const named = isForEver ? etagOf(full, NAME_LENGTH) : null;
    const twin = named !== null && isText ? await answerTwin(full, request, headers, named) : null;
    if (twin !== null) return twin;
    const body = await readIfFile(full);
    if (body === null) return isText ? await answerPacked(full, request, headers, named) : null;
    const etag = named ?? etagOf(body);
    headers.set('etag', etag);
    if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
    if (!isText || !acceptsGzip(request)) return answer(request, body, headers);
    const small = isForEver ? null : await readTwin(full, request);
    headers.set('content-encoding', small?.coding ?? 'gzip');
    return answer(request, small?.body ?? (await compress(`${full} ${etag}`, body)), headers);
  };
}

/** What never changes under its name is known by that name: one file is read, and sent as it lies there. */
async function answerTwin(
  full: string,
  request: Request,
  headers: Headers,
  etag: string,
): Promise<Response | null> {
  const twin = await readTwin(full, request);
  if (twin === null) return null;
  headers.set('etag', etag);
  if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
  headers.set('content-encoding', twin.coding);
  return answer(request, twin.body, headers);
}

/** Returns the smallest compressed form that lies beside a file and that the reader takes. */
async function readTwin(
  full: string,
  request: Request,
): Promise<{ readonly body: Buffer; readonly coding: 'br' | 'gzip' } | null> {
  for (const [coding, ending] of TWINS) {
    const body = accepts(request, coding) ? await readIfFile(`${full}${ending}`) : null;
    if (body !== null) return { body, coding };
  }
  return null;
}

/** Of what is replaced within a second or a minute only the gzip form is written: unpacked here for whoever does not take it. */
async function answerPacked(
  full: string,
  request: Request,
  headers: Headers,
  named: string | null,
): Promise<Response | null> {
  const packed = await readIfFile(`${full}.gz`);
  if (packed === null) return null;
  const etag = named ?? etagOf(packed);
  headers.set('etag', etag);
  if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
  if (!acceptsGzip(request)) return answer(request, await gunzipAsync(packed), headers);
  headers.set('content-encoding', 'gzip');
  return answer(request, packed, headers);
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

/** Returns a tag for what names or makes up a body. */
function etagOf(content: string | Buffer, length = 22): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, length)}"`;
}

function isKnown(request: Request, etag: string): boolean {
  return request.headers.get('if-none-match') === etag;
}

async function readIfFile(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (NO_FILE.has(errorCode(error) ?? '')) return null;
    throw error;
  }
}
