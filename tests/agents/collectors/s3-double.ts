/**
 * A bucket of an S3 store, for tests: ListObjectsV2 with delimiter and pages, HEAD of objects (Amazon S3 API reference),
 * and a check of every signature by the steps of the AWS General Reference, in code of its own.
 */

import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { closeServer } from './webdav-double.ts';

export const KEYS = { access: 'double', secret: 'of the double' };
const BUCKET = 'quax-raw';

export interface S3Double extends AsyncDisposable {
  readonly url: string;
  readonly bucket: string;
  readonly objects: Map<string, { bytes: number; modifiedAt: number; crc32c?: string }>;
  readonly requests: string[];
  /** Keys of one page. */
  pageSize: number;
}

/** Starts the double on a free port. */
export async function startS3Double(): Promise<S3Double> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const double: S3Double = {
    url: `http://127.0.0.1:${String(port)}`,
    bucket: BUCKET,
    objects: new Map(),
    requests: [],
    pageSize: 1_000,
    [Symbol.asyncDispose]: () => closeServer(server),
  };

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', double.url);
    const key = decodeURIComponent(url.pathname).slice(`/${BUCKET}/`.length);
    double.requests.push(`${request.method ?? ''} ${key}`);
    if (!isSigned(request))
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
    else if (request.method === 'HEAD') head(key, response);
    else if (url.searchParams.get('list-type') === '2') list(url.searchParams, response);
    else response.writeHead(400).end();
  }

  function head(key: string, response: ServerResponse): void {
    const found = double.objects.get(key);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    const sum = found.crc32c === undefined ? {} : { 'x-amz-checksum-crc32c': found.crc32c };
    // An ETag of eight hexadecimal digits must not be taken for an adler32.
    response
      .writeHead(200, { 'content-length': String(found.bytes), etag: '"af543afc"', ...sum })
      .end();
  }

  function list(query: URLSearchParams, response: ServerResponse): void {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const names = new Map<string, boolean>();
    for (const key of [...double.objects.keys()].sort()) {
      if (!key.startsWith(prefix)) continue;
      const slash = key.indexOf('/', prefix.length);
      names.set(slash < 0 ? key : key.slice(0, slash + 1), slash >= 0);
    }
    const wanted = [...names].filter(([name]) => name > after);
    const page = wanted.slice(0, double.pageSize);
    const isTruncated = wanted.length > page.length;
    const next = isTruncated
      ? `<NextContinuationToken>${escape(page.at(-1)?.[0] ?? '')}</NextContinuationToken>`
      : '';
    const items = page.map(([name, isPrefix]) => {
      if (isPrefix) return `<CommonPrefixes><Prefix>${escape(name)}</Prefix></CommonPrefixes>`;
      const { bytes = 0, modifiedAt = 0 } = double.objects.get(name) ?? {};
      return `<Contents><Key>${escape(name)}</Key><LastModified>${new Date(modifiedAt).toISOString()}</LastModified><Size>${String(bytes)}</Size></Contents>`;
    });
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${String(isTruncated)}</IsTruncated>${next}${items.join('')}</ListBucketResult>`,
    );
  }

  return double;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function isSigned({ method = '', url = '', headers }: IncomingMessage): boolean {
  const said = headers.authorization ?? '';
  const [, access, day, region, names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      said,
    ) ?? [];
  if (access !== KEYS.access || day === undefined || region === undefined) return false;
  const [path = '', search = ''] = url.split('?');
  const lines = [method, path, search.split('&').sort().join('&')];
  for (const name of names.split(';')) lines.push(`${name}:${String(headers[name])}`);
  lines.push('', names, String(headers['x-amz-content-sha256']));
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${String(headers['x-amz-date'])}\n${scope}\n${hash}`;
  let key: string | Buffer = `AWS4${KEYS.secret}`;
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(text).digest('hex') === signature;
}
