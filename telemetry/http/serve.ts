/** Serves handlers of the form `(Request) => Response` on a socket, with streaming bodies both ways. */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';

import { listenHttp } from './listen.ts';
import type { Listener } from './listen.ts';

export interface ServeOptions {
  /** Who listens, for errors: "hub". */
  readonly what: string;
  /** `host:port`; port 0 takes a free one. */
  readonly address: string;
  /** The environment variable that chooses another port, named when this one is taken. */
  readonly variable?: string;
  /** Answers one request. `request.signal` is aborted when the client goes away. */
  readonly handler: (request: Request) => Response | Promise<Response>;
  /** A request body above this is answered 413. Default 16 MB. */
  readonly maxBodyBytes?: number;
  readonly onError?: (thrown: unknown) => void;
}

/** A request body went over the limit; thrown to whoever reads it. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Opens the socket and serves until `close`; throws a FlashError where the port is taken. */
export function serveHttp(options: ServeOptions): Promise<Listener> {
  const { handler, maxBodyBytes = 16_000_000 } = options;
  return listenHttp({
    ...options,
    async answer(incoming, outgoing) {
      const response = await respond(handler, incoming, outgoing, maxBodyBytes);
      await send(response, outgoing, incoming.method === 'HEAD');
    },
  });
}

async function respond(
  handler: ServeOptions['handler'],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  maxBodyBytes: number,
): Promise<Response> {
  const tooLarge = (): Response =>
    plain(413, `The request body is larger than ${String(maxBodyBytes)} bytes.`, true);
  if (Number(incoming.headers['content-length'] ?? 0) > maxBodyBytes) return tooLarge();
  const url = requestUrl(incoming);
  if (url === null) return plain(400, 'The request line is not a valid address.', true);
  let request: Request;
  let isOver = false;
  try {
    const body = hasBody(incoming) ? limited(incoming, maxBodyBytes, () => (isOver = true)) : null;
    request = new Request(url, {
      method: incoming.method ?? 'GET',
      headers: toHeaders(incoming.headers),
      signal: signalOf(outgoing),
      body,
      ...(body === null ? {} : { duplex: 'half' as const }),
    });
  } catch {
    return plain(400, 'The request could not be understood.', true);
  }
  try {
    return await handler(request);
  } catch (thrown) {
    if (isOver) return tooLarge();
    throw thrown;
  }
}

/** Returns the absolute address of a request, or null where its line or host makes none. */
function requestUrl(incoming: IncomingMessage): string | null {
  const path = incoming.url ?? '/';
  const absolute = path.startsWith('/')
    ? `http://${incoming.headers.host ?? 'localhost'}${path}`
    : path;
  return URL.canParse(absolute) ? absolute : null;
}

function hasBody(incoming: IncomingMessage): boolean {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return false;
  return (
    incoming.headers['transfer-encoding'] !== undefined ||
    Number(incoming.headers['content-length'] ?? 0) > 0
  );
}

function toHeaders(raw: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) headers.append(name, one);
    }
  }
  return headers;
}

/** A signal that is aborted when the connection closes before the answer is complete. */
function signalOf(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** The body as a stream that fails once it is longer than `limit` bytes. */
function limited(
  incoming: IncomingMessage,
  limit: number,
  onOver: () => void,
): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = incoming[Symbol.asyncIterator]();
  let seen = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) {
        controller.close();
        return;
      }
      seen += value.byteLength;
      if (seen <= limit) {
        controller.enqueue(value);
        return;
      }
      onOver();
      controller.error(new BodyTooLarge(`the body is larger than ${String(limit)} bytes`));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

async function send(response: Response, outgoing: ServerResponse, isHead: boolean): Promise<void> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') headers[name] = value;
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  outgoing.writeHead(response.status, headers);
  if (isHead || response.body === null) {
    await response.body?.cancel();
    outgoing.end();
    return;
  }
  await pump(response.body.getReader(), outgoing);
}

/** Writes a stream at the pace the client reads; stops reading the source when the client is gone. */
async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) reader.cancel().catch(() => undefined);
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (outgoing.destroyed) return;
    if (!outgoing.write(value)) {
      await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
    }
  }
  outgoing.end();
}

function plain(status: number, text: string, close = false): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...(close ? { connection: 'close' } : {}),
    },
  });
}
