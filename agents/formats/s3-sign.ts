/**
 * Signs requests to S3 by Signature Version 4 with headers (AWS General Reference, "Signing AWS API requests"), for
 * requests without a body; pure but for its hashes, which come in.
 */

/** What signs requests to S3. */
export interface S3Keys {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** SHA-256 of a text in hexadecimal, and HMAC-SHA-256. */
export interface Hashes {
  /** Hexadecimal, of the text in UTF-8. */
  readonly sha256: (text: string) => string;
  /** HMAC with SHA-256. */
  readonly hmac: (key: string | Uint8Array, text: string) => Uint8Array;
}

/** A request as it is signed. */
export interface S3Request {
  readonly method: string;
  /** `host:port` where the port is not the scheme's own. */
  readonly host: string;
  /** Already encoded by `encodeKey`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly region: string;
  /** UTC ms. */
  readonly now: number;
}

/** Encodes a key for a path, slash by slash: everything but letters, digits, `-._~` becomes `%XX` of its UTF-8. */
export function encodeKey(key: string): string {
  return key.split('/').map(encode).join('/');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Encodes a query as it is signed: by name, each part encoded. */
export function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Returns the headers to send, signature among them. */
export function signS3(
  request: S3Request,
  { accessKey, secretKey }: S3Keys,
  { sha256, hmac }: Hashes,
): Readonly<Record<string, string>> {
  const stamp = new Date(request.now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const payload = sha256('');
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.host,
    'x-amz-content-sha256': payload,
    'x-amz-date': stamp,
  };
  const names = Object.keys(headers).sort();
  const signed = names.join(';');
  const canonical = [
    request.method,
    request.path,
    encodeQuery(request.query),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    signed,
    payload,
  ].join('\n');
  const scope = `${day}/${request.region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  let key: string | Uint8Array = `AWS4${secretKey}`;
  for (const part of [day, request.region, 's3', 'aws4_request']) key = hmac(key, part);
  const signature = [...hmac(key, text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
  return { ...headers, authorization };
}
