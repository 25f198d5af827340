/**
 * A WebDAV server with a tape system, for tests: PROPFIND by RFC 4918, `Digest` on HEAD where `Want-Digest` asks for it
 * (RFC 3230; StoRM WebDAV and dCache answer so), 415 for files on tape only (StoRM WebDAV), `archiveinfo` and the
 * well-known address by the WLCG Tape REST API reference document, version 1. It can be told to misbehave.
 */

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DoubleFile {
  readonly bytes: number;
  readonly adler32: string | null;
  readonly modifiedAt: number;
  readonly locality?: string;
  readonly isStub?: boolean;
}

export type Mishap = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface WebDavDouble extends AsyncDisposable {
  readonly url: string;
  /** By path below the root: `Run_2026.11-QUAX/presa dati/a.dat`. */
  readonly files: Map<string, DoubleFile>;
  /** `PROPFIND /quax/`, in their order. */
  readonly requests: string[];
  token: string | null;
  /** Takes a request in its own way where it returns true. */
  mishap: Mishap | null;
  readonly hasChecksumProperty: { value: boolean };
}

export const ROOT = '/quax/';

/** Starts the double on a free port. */
export async function startWebDavDouble(): Promise<WebDavDouble> {
  const server = createServer((request, response) => {
    handle(double, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const double: WebDavDouble = {
    url: `http://127.0.0.1:${String(port)}${ROOT}`,
    files: new Map(),
    requests: [],
    token: null,
    mishap: null,
    hasChecksumProperty: { value: false },
    [Symbol.asyncDispose]: () => closeServer(server),
  };
  return double;
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function handle(
  double: WebDavDouble,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = decodeURIComponent((request.url ?? '').replace(/\?.*/, ''));
  double.requests.push(`${request.method ?? ''} ${path}`);
  if (double.mishap?.(request, response) === true) return;
  if (double.token !== null && request.headers.authorization !== `Bearer ${double.token}`) {
    response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    return;
  }
  if (path === '/.well-known/wlcg-tape-rest-api') wellKnown(double, response);
  else if (path === '/api/v1/archiveinfo') await archiveInfo(double, request, response);
  else if (request.method === 'PROPFIND') propfind(double, path, request, response);
  else if (request.method === 'HEAD') head(double, path, request, response);
  else response.writeHead(405).end();
}

function wellKnown(double: WebDavDouble, response: ServerResponse): void {
  const uri = new URL('/api/v1', double.url).href;
  response.end(JSON.stringify({ sitename: 'double', endpoints: [{ uri, version: 'v1' }] }));
}

async function archiveInfo(
  double: WebDavDouble,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { paths } = JSON.parse(body) as { paths: string[] };
  const answers = paths.map((path) => {
    const file = double.files.get(path.slice(ROOT.length));
    if (file === undefined) return { path, error: 'USER ERROR: no such file' };
    return { path, locality: file.locality ?? 'DISK' };
  });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answers.toReversed()));
}

function head(
  { files }: WebDavDouble,
  path: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const file = files.get(path.slice(ROOT.length));
  if (file === undefined) response.writeHead(404).end();
  else if (file.isStub === true) response.writeHead(415).end();
  else {
    const wants = String(headers['want-digest'] ?? '').includes('adler32');
    const digest = wants && file.adler32 !== null ? { digest: `adler32=${file.adler32}` } : {};
    response.writeHead(200, { 'content-length': String(file.bytes), ...digest }).end();
  }
}

function propfind(
  double: WebDavDouble,
  path: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  if (headers['depth'] !== '1') {
    response.writeHead(403).end();
    return;
  }
  const directory = path.slice(ROOT.length);
  const below = [...double.files].filter(([name]) => name.startsWith(directory));
  if (below.length === 0 && directory !== '') {
    response.writeHead(404).end();
    return;
  }
  const names = new Map<string, DoubleFile | null>();
  for (const [name, file] of below) {
    const [first = '', ...rest] = name.slice(directory.length).split('/');
    names.set(first, rest.length > 0 ? null : file);
  }
  const entries = [...names].map(([name, file]) => {
    if (file !== null) return entryXml(`${path}${name}`, file, double.hasChecksumProperty.value);
    const times = below
      .filter(([one]) => one.startsWith(`${directory}${name}/`))
      .map(([, one]) => one.modifiedAt);
    return collectionXml(`${path}${name}/`, Math.max(...times));
  });
  response.writeHead(207, { 'content-type': 'application/xml; charset=utf-8' });
  response.end(
    `<?xml version="1.0" encoding="utf-8"?><d:multistatus xmlns:d="DAV:" xmlns:n="http://www.dcache.org/2013/webdav">${collectionXml(path, 0)}${entries.join('')}</d:multistatus>`,
  );
}

function collectionXml(path: string, modifiedAt: number): string {
  return responseXml(
    path,
    `<d:getlastmodified>${new Date(modifiedAt).toUTCString()}</d:getlastmodified><d:resourcetype><d:collection/></d:resourcetype>`,
  );
}

function entryXml(path: string, file: DoubleFile, hasChecksum: boolean): string {
  const sum =
    hasChecksum && file.adler32 !== null
      ? `<n:Checksums>adler32=${file.adler32}</n:Checksums>`
      : '';
  return responseXml(
    path,
    `<d:getcontentlength>${String(file.bytes)}</d:getcontentlength><d:getlastmodified>${new Date(file.modifiedAt).toUTCString()}</d:getlastmodified><d:resourcetype/>${sum}`,
  );
}

function responseXml(path: string, props: string): string {
  const href = path.split('/').map(encodeURIComponent).join('/');
  return `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${props}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
}
