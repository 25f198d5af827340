/** A place that speaks WebDAV: PROPFIND for lists (RFC 4918), HEAD with `Want-Digest` for checksums (RFC 3230), tape by REST. */

import { readSecret } from '#telemetry/config/secret.ts';

import { readAdler32 } from '../../formats/digest.ts';
import { createMultistatusReader, PROPFIND_BODY } from '../../formats/multistatus.ts';
import type { DavEntry } from '../../formats/multistatus.ts';
import type { WebDavSettings } from '../storage.schema.ts';
import type { Place, PlaceEntry } from './place.ts';
import { createPlaceClient, notUnderstood } from './place-client.ts';
import type { PlaceClient } from './place-client.ts';
import { createTape } from './tape.ts';

/** Makes the place and the client that counts its requests. */
export function createWebDavPlace(
  settings: WebDavSettings,
  signal: AbortSignal,
): { readonly place: Place; readonly client: PlaceClient } {
  const { token_file: tokenFile, ca_file: caFile, timeout_s } = settings;
  const root = new URL(settings.url.endsWith('/') ? settings.url : `${settings.url}/`);
  const client = createPlaceClient({
    timeoutMs: timeout_s * 1_000,
    caFile,
    signal,
    headers: (): Record<string, string> => {
      const token = readSecret('token', undefined, tokenFile);
      return token === null ? {} : { authorization: `Bearer ${token}` };
    },
  });
  const place: Place = {
    listedBy: 'propfind',
    lookedBy: 'head',
    list: (directory) => list(client, root, directory),
    async look(path) {
      const url = addressOf(root, path);
      const { headers } = await client.send({
        method: 'HEAD',
        url,
        headers: { 'want-digest': 'adler32' },
      });
      const length = headers.get('content-length');
      return {
        bytes: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null,
        adler32: readAdler32(headers.get('digest')),
        note: null,
      };
    },
    archive: settings.tape === 'none' ? null : createTape(settings.tape, root, client),
    uri: (path) => addressOf(root, path).replace(/^http/, 'dav'),
  };
  return { place, client };
}

/** The address of a path below the root, each part encoded. */
function addressOf(root: URL, path: string): string {
  return root.href + path.split('/').map(encodeURIComponent).join('/');
}

async function list(client: PlaceClient, root: URL, directory: string) {
  const url = directory === '' ? root.href : `${addressOf(root, directory)}/`;
  const entries: PlaceEntry[] = [];
  const odd: string[] = [];
  const asked = decodeURIComponent(new URL(url).pathname);
  const reader = createMultistatusReader(
    (entry) => {
      const made = entryOf(entry, asked);
      if (typeof made === 'string') odd.push(made);
      else if (made !== null) entries.push(made);
    },
    (reason) => odd.push(reason),
  );
  const headers = { depth: '1', 'content-type': 'application/xml; charset=utf-8' };
  await client.send({
    method: 'PROPFIND',
    url,
    headers,
    body: PROPFIND_BODY,
    status: 207,
    reader,
  });
  try {
    reader.end();
  } catch (thrown) {
    throw notUnderstood(url, thrown);
  }
  return { entries, odd, next: null };
}

/** What an entry is in the directory that was asked for: null: the directory itself; a text: not in it at all. */
function entryOf(entry: DavEntry, asked: string): PlaceEntry | null | string {
  if (entry.path === asked || `${entry.path}/` === asked) return null;
  const isBelow = entry.path.startsWith(asked);
  const name = isBelow ? entry.path.slice(asked.length).replace(/\/$/, '') : '';
  if (name === '' || name.includes('/') || name === '.' || name === '..')
    return `"${entry.path.slice(0, 200)}" is not in the directory that was asked for`;
  if (entry.status !== null && entry.status >= 300)
    return `"${name}" is answered by ${String(entry.status)}`;
  const { isCollection: isDirectory, bytes, modifiedAt, adler32, locality } = entry;
  return { name, isDirectory, bytes, modifiedAt, adler32, locality };
}
