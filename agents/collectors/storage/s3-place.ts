/** A bucket of an S3 store: ListObjectsV2 by directory, HEAD of each object; the ETag is no adler32 and is not looked at. */

import { readSecret } from '#telemetry/config/secret.ts';

import { createS3ListReader } from '../../formats/s3-list.ts';
import { encodeKey, encodeQuery, signS3 } from '../../formats/s3-sign.ts';
import type { Hashes, S3Keys } from '../../formats/s3-sign.ts';
import type { S3Settings } from '../storage.schema.ts';
import { PlaceError } from './place.ts';
import type { Place, PlaceEntry } from './place.ts';
import { createPlaceClient, notUnderstood } from './place-client.ts';
import type { PlaceClient, PlaceRequest } from './place-client.ts';

/** Node's `crypto` is loaded only where there is a bucket: it costs 2 MiB. */
function createHashes(): Hashes {
  const { createHash, createHmac } = process.getBuiltinModule('node:crypto');
  return {
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    hmac: (key, text) => createHmac('sha256', key).update(text).digest(),
  };
}

/** Makes the place and the client that counts its requests. Addresses are in path style, as stores of our own have them. */
export function createS3Place(
  settings: S3Settings,
  signal: AbortSignal,
  now: () => number,
): { readonly place: Place; readonly client: PlaceClient } {
  const { bucket, region, ca_file: caFile, timeout_s } = settings;
  const base = settings.url.replace(/\/+$/, '');
  const prefix = settings.prefix === '' ? '' : `${settings.prefix.replace(/\/+$/, '')}/`;
  const client = createPlaceClient({
    timeoutMs: timeout_s * 1_000,
    caFile,
    signal,
    headers: () => ({}),
  });
  const { host, pathname, origin } = new URL(base);
  const hashes = createHashes();
  const signed = (
    method: 'GET' | 'HEAD',
    key: string,
    query: Readonly<Record<string, string>>,
    own: Readonly<Record<string, string>> = {},
  ): PlaceRequest => {
    const path = `${pathname.replace(/\/$/, '')}/${encodeKey(bucket)}${key === '' ? '' : `/${encodeKey(key)}`}`;
    const request = { method, host, path, query, region, now: now(), headers: own };
    const { host: _, ...headers } = signS3(request, keysOf(settings), hashes);
    const search = encodeQuery(query);
    return { method, url: `${origin}${path}${search === '' ? '' : `?${search}`}`, headers };
  };
  const place: Place = {
    listedBy: 's3 list',
    lookedBy: 's3 head',
    async list(directory, page) {
      const below = `${prefix}${directory === '' ? '' : `${directory}/`}`;
      const reader = createS3ListReader();
      await client.send({ ...signed('GET', '', listQuery(below, page)), reader });
      let found: ReturnType<typeof reader.end>;
      try {
        found = reader.end();
      } catch (thrown) {
        throw notUnderstood(`${base}/${bucket}`, thrown);
      }
      return pageOf(found, below);
    },
    async look(path) {
      const wanted = { 'x-amz-checksum-mode': 'ENABLED' };
      const answer = await client.send(signed('HEAD', `${prefix}${path}`, {}, wanted));
      const length = answer.headers.get('content-length');
      return {
        bytes: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null,
        adler32: null,
        note: storedChecksum(answer.headers),
      };
    },
    archive: null,
    uri: (path) => `s3://${host}/${bucket}/${prefix}${path}`,
  };
  return { place, client };
}

function listQuery(below: string, page: string | null): Record<string, string> {
  return {
    'list-type': '2',
    delimiter: '/',
    ...(below === '' ? {} : { prefix: below }),
    ...(page === null ? {} : { 'continuation-token': page }),
  };
}

function pageOf(
  { objects, prefixes, next }: ReturnType<ReturnType<typeof createS3ListReader>['end']>,
  below: string,
) {
  const entries: PlaceEntry[] = [];
  const odd: string[] = [];
  const add = (key: string, of: Omit<PlaceEntry, 'name'>): void => {
    const name = key.startsWith(below) ? key.slice(below.length).replace(/\/$/, '') : '';
    // The object that stands for the directory itself.
    if (key === below) return;
    if (name === '' || name.includes('/') || name === '.' || name === '..')
      odd.push(`"${key.slice(0, 200)}" is not in the directory that was asked for`);
    else entries.push({ name, ...of });
  };
  const nothing = { bytes: null, modifiedAt: null, adler32: null, locality: null };
  for (const key of prefixes) add(key, { isDirectory: true, ...nothing });
  for (const { key, bytes, modifiedAt } of objects)
    add(key, { ...nothing, isDirectory: false, bytes, modifiedAt });
  return { entries, odd, next };
}

/** The checksum that the store keeps, where it keeps one: none of its kinds is an adler32, so it verifies nothing here. */
function storedChecksum(headers: ReadonlyMap<string, string>): string | null {
  for (const kind of ['sha256', 'sha1', 'crc64nvme', 'crc32c', 'crc32']) {
    const value = headers.get(`x-amz-checksum-${kind}`);
    if (value !== undefined) return `the store keeps ${kind} ${value.slice(0, 100)}, no adler32`;
  }
  return null;
}

function keysOf(settings: S3Settings): S3Keys {
  const accessKey = readSecret('access_key', settings.access_key, settings.access_key_file);
  const secretKey = readSecret('secret_key', settings.secret_key, settings.secret_key_file);
  if (accessKey !== null && secretKey !== null) return { accessKey, secretKey };
  throw new PlaceError('no secret', settings.url, 'it has no keys', {
    hint: 'name access_key_file and secret_key_file, or give them from the environment as ${NAME}',
  });
}
