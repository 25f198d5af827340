/** Sends requests to a place: counts how they end, and turns every status into one clear outcome. */

import { readFileSync } from 'node:fs';

import { FlashError } from '#telemetry/errors.ts';

import { HttpError, httpRequest } from '../../sources/http-request.ts';
import type { HttpAnswer } from '../../sources/http-request.ts';
import { PlaceError } from './place.ts';
import type { Outcome } from './place.ts';

export interface PlaceRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only good answer; another of 200 to 299 is not understood. Default: 200. */
  readonly status?: number;
  /** Takes the answer in pieces; what it throws is `not understood`. */
  readonly reader?: { readonly write: (text: string) => void };
}

export interface PlaceClient {
  /** Resolves with an answer of the status that was asked for. @throws PlaceError */
  readonly send: (request: PlaceRequest) => Promise<HttpAnswer>;
  readonly outcomes: ReadonlyMap<Outcome, number>;
}

export interface PlaceClientOptions {
  readonly timeoutMs: number;
  readonly caFile: string | undefined;
  readonly signal: AbortSignal;
  /** Headers of every request, made anew: a token may have been renewed. @throws FlashError where a secret is missing. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/** A list of 100 000 files is about 50 MB; it is read in pieces and never kept whole. */
const MAX_LIST_BYTES = 128_000_000;
const MAX_BYTES = 4_000_000;
const LONGEST_RETRY_AFTER_MS = 3_600_000;

export function createPlaceClient(options: PlaceClientOptions): PlaceClient {
  const outcomes = new Map<Outcome, number>();
  const count = (outcome: Outcome): void => {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  };
  return {
    outcomes,
    async send(request) {
      try {
        const answer = await ask(request, options);
        count('ok');
        return answer;
      } catch (thrown) {
        if (thrown instanceof PlaceError) count(thrown.outcome);
        throw thrown;
      }
    },
  };
}

async function ask(request: PlaceRequest, options: PlaceClientOptions): Promise<HttpAnswer> {
  const { method, url, body, reader } = request;
  const { timeoutMs, caFile, signal } = options;
  let own: Readonly<Record<string, string>>;
  let ca: string | undefined;
  try {
    own = options.headers();
    ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8');
  } catch (cause) {
    throw new PlaceError('no secret', url, 'a token, key or certificate cannot be read', { cause });
  }
  let misread: unknown = null;
  const read = (text: string): void => {
    if (misread !== null) return;
    try {
      reader?.write(text);
    } catch (thrown) {
      misread = thrown;
    }
  };
  try {
    const answer = await httpRequest({
      method,
      url,
      headers: { ...own, ...request.headers },
      ...(body === undefined ? {} : { body }),
      timeoutMs,
      maxBytes: reader === undefined ? MAX_BYTES : MAX_LIST_BYTES,
      ca,
      signal,
      ...(reader === undefined ? {} : { onText: read }),
    });
    const failed = judgeStatus(answer, request);
    if (failed !== null) throw failed;
    if (misread !== null) throw notUnderstood(url, misread);
    return answer;
  } catch (thrown) {
    if (thrown instanceof HttpError)
      throw new PlaceError(thrown.failure, thrown.subject, thrown.reason, { cause: thrown.cause });
    throw thrown;
  }
}

/** An answer that is not what the protocol says. */
export function notUnderstood(url: string, thrown: unknown): PlaceError {
  const reason = thrown instanceof FlashError ? thrown.reason : messageOf(thrown);
  return new PlaceError('not understood', url, reason);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

const BY_STATUS: Readonly<Record<number, Exclude<Outcome, 'ok'>>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'missing',
  410: 'missing',
  // StoRM WebDAV answers so for a file whose content is on tape only.
  415: 'stub',
  429: 'throttled',
};

const HINTS: Partial<Record<Outcome, string>> = {
  unauthorized: 'is the token still valid, and is it one for this place?',
  forbidden: 'the token needs the right to read (storage.read; storage.poll for localities)',
};

function judgeStatus({ status, headers }: HttpAnswer, request: PlaceRequest): PlaceError | null {
  const { method, url, status: wanted = 200 } = request;
  if (status === wanted) return null;
  if (status >= 200 && status < 300)
    return notUnderstood(url, new Error(`a ${method} is answered by ${String(status)}`));
  const outcome = BY_STATUS[status] ?? (status >= 500 ? 'server error' : 'unexpected');
  const hint = HINTS[outcome];
  return new PlaceError(outcome, url.replace(/\?.*$/s, ''), `it answers ${String(status)}`, {
    retryAfterMs: retryAfter(headers.get('retry-after')),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Seconds, as RFC 9110 has it; its other form, a date, is left to our own patience. */
function retryAfter(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,6}$/.test(text.trim())) return null;
  return Math.min(Number(text) * 1_000, LONGEST_RETRY_AFTER_MS);
}
