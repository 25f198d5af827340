/** One HTTP request with everything bounded: its time, its answer, its redirects; the token never goes to another host. */

import type { IncomingMessage, RequestOptions } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

import { errorCode, FlashError } from '#telemetry/errors.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte sent to the last one read. */
  readonly timeoutMs: number;
  /** More than this is no answer. */
  readonly maxBytes: number;
  /** PEM certificates that are trusted instead of the system's. */
  readonly ca?: string | undefined;
  readonly signal?: AbortSignal;
  /** Called with each piece of the text; then the answer's `body` is empty. */
  readonly onText?: (text: string) => void;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; repeated ones joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export type HttpFailure = 'unreachable' | 'timeout' | 'too large' | 'redirect';

/** No answer that could be used; always transient. */
export class HttpError extends FlashError {
  readonly failure: HttpFailure;

  constructor(failure: HttpFailure, { method, url }: HttpRequest, reason: string, cause?: unknown) {
    super({ operation: method, subject: withoutQuery(url), reason, transient: true, cause });
    this.failure = failure;
  }
}

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Sends it, and follows at most three redirects on the same host. @throws HttpError */
export async function httpRequest(request: HttpRequest): Promise<HttpAnswer> {
  const until = performance.now() + request.timeoutMs;
  let current = request;
  for (let followed = 0; ; followed += 1) {
    const answer = await once({ ...current, timeoutMs: Math.max(1, until - performance.now()) });
    if (!REDIRECTS.has(answer.status)) return answer;
    const to = answer.headers.get('location');
    if (to === undefined || followed >= MAX_REDIRECTS)
      throw new HttpError('redirect', request, 'it redirects without an end');
    const next = URL.canParse(to, current.url) ? new URL(to, current.url) : null;
    if (next === null || next.origin !== new URL(current.url).origin)
      throw new HttpError(
        'redirect',
        request,
        'it redirects to another host, which is not followed',
      );
    current = { ...current, url: next.href };
  }
}

function once(request: HttpRequest): Promise<HttpAnswer> {
  const { url, method, headers = {}, body, ca, timeoutMs, signal } = request;
  const isTls = new URL(url).protocol === 'https:';
  const http = process.getBuiltinModule(
    isTls ? 'node:https' : 'node:http',
  ) as typeof import('node:http');
  const options: RequestOptions & { readonly ca?: string } = {
    method,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
    ...(ca === undefined ? {} : { ca }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, options);
    const fail = (failure: HttpFailure, reason: string, cause?: unknown): void => {
      settle();
      outgoing.destroy();
      reject(new HttpError(failure, request, reason, cause));
    };
    const timer = setTimeout(() => {
      fail('timeout', `no whole answer within ${String(Math.ceil(timeoutMs) / 1_000)} s`);
    }, timeoutMs);
    const onAbort = (): void => {
      fail('timeout', 'it was stopped');
    };
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    outgoing.on('error', (cause) => {
      fail('unreachable', explain(cause), cause);
    });
    outgoing.on('response', (incoming) => {
      readAnswer(incoming, request, fail, (answer) => {
        settle();
        resolve(answer);
      });
    });
    outgoing.end(body);
  });
}

function readAnswer(
  incoming: IncomingMessage,
  { maxBytes, onText }: HttpRequest,
  fail: (failure: HttpFailure, reason: string, cause?: unknown) => void,
  done: (answer: HttpAnswer) => void,
): void {
  const decoder = new StringDecoder('utf8');
  const status = incoming.statusCode ?? 0;
  const isWanted = status >= 200 && status < 300;
  let bytes = 0;
  let body = '';
  let isOver = false;
  const take = (text: string): void => {
    if (onText === undefined) body += text;
    else if (isWanted) onText(text);
  };
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      isOver = true;
      fail('too large', `its answer is longer than ${String(maxBytes)} bytes`);
      return;
    }
    if (!isOver) take(decoder.write(chunk));
  });
  incoming.on('error', (cause) => {
    fail('unreachable', 'the connection was lost in the middle of the answer', cause);
  });
  incoming.on('end', () => {
    if (isOver) return;
    if (!incoming.complete) {
      fail('unreachable', 'the connection was lost in the middle of the answer');
      return;
    }
    take(decoder.end());
    done({ status, headers: headersOf(incoming), body });
  });
}

function headersOf({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function explain(cause: Error): string {
  const code = errorCode(cause);
  return code === undefined || cause.message.includes(code)
    ? cause.message
    : `${cause.message} (${code})`;
}

/** A query may hold a signature. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, '');
}
