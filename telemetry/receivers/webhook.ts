/** A receiver by HTTP: each message is posted as one CloudEvent; what is secret is read at each try and never told. */

import { readFileSync } from 'node:fs';
import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { rootCertificates } from 'node:tls';

import type { WebhookConfig } from '../config/receivers.ts';
import { readSecret } from '../config/secret.ts';
import type { Clock } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { isCertificateError } from '../delivery/sender.ts';
import { CLOUD_EVENT } from '../events/alarm-event.ts';
import { VERSION } from '../version.ts';
import type { Receiver } from './deliver.ts';
import { readHttpAnswer, type HttpAnswer, type Outcome } from './outcome.ts';

/** Of an answer no more is read than is told. */
const ANSWER_BYTES = 4_096;
const MANNER = { alone: 5, gatherMs: 1_000 } as const;

/** Makes a receiver of its configuration. */
export function createWebhook(config: WebhookConfig, clock: Clock): Receiver {
  return {
    name: config.name,
    manner: { ...MANNER, perHour: config.per_hour },
    async send({ event }, signal) {
      let target: Target;
      try {
        target = readTarget(config);
      } catch (thrown) {
        return failed('not configured', thrown instanceof Error ? thrown.message : String(thrown));
      }
      const deadline = AbortSignal.timeout(config.timeout_s * 1_000);
      try {
        const answer = await post(
          target,
          JSON.stringify(event),
          AbortSignal.any([deadline, signal]),
        );
        return readHttpAnswer(answer, clock.now());
      } catch (thrown) {
        signal.throwIfAborted();
        if (deadline.aborted)
          return failed('too slow', `no answer within ${String(config.timeout_s)} s`);
        return failed(isCertificateError(thrown) ? 'certificate' : 'no answer', reasonOf(thrown));
      }
    },
  };
}

interface Target {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: readonly string[] | null;
}

function readTarget(config: WebhookConfig): Target {
  const text = readSecret('url', config.url, config.url_file);
  if (text === null || !URL.canParse(text)) throw noAddress(config.url_file ?? 'url');
  const token = readSecret('token', config.token, config.token_file);
  return {
    url: new URL(text),
    headers: {
      ...config.headers,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ca:
      config.ca_file === undefined ? null : [...rootCertificates, readCertificates(config.ca_file)],
  };
}

/** Returns the text of a file of certificates. @throws {FlashError} */
export function readCertificates(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (cause) {
    throw noCertificate(file, 'it cannot be read', cause);
  }
  throw noCertificate(file, 'it holds no certificate', undefined);
}

function noCertificate(subject: string, reason: string, cause: unknown): FlashError {
  const operation = 'read the certificates of a receiver';
  return new FlashError({ operation, subject, reason, hint: 'check ca_file', cause });
}

function noAddress(subject: string): FlashError {
  return new FlashError({
    operation: 'find the address of a webhook',
    subject,
    reason: 'it holds no address',
    hint: 'write https://… into it, on one line',
  });
}

/** Posts a text over a connection of its own: messages are rare, and an old connection may be dead unseen. */
function post(
  { url, headers, ca }: Target,
  body: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  const all = {
    'user-agent': `flash/${VERSION}`,
    ...headers,
    'content-type': CLOUD_EVENT,
    'content-length': String(Buffer.byteLength(body)),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: all,
        signal,
        agent: false,
        ...(ca === null ? {} : { ca: [...ca] }),
      },
      (incoming) => {
        readAnswer(incoming).then(resolve, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function readAnswer(incoming: IncomingMessage): Promise<HttpAnswer> {
  let body = '';
  incoming.setEncoding('utf8');
  for await (const chunk of incoming) {
    body += String(chunk);
    if (body.length >= ANSWER_BYTES) break;
  }
  const { location, 'retry-after': retryAfter } = incoming.headers;
  return {
    status: incoming.statusCode ?? 0,
    body,
    retryAfter,
    location: location === undefined || !URL.canParse(location) ? location : new URL(location).host,
  };
}

function failed(reason: Extract<Outcome, { kind: 'failed' }>['reason'], answer: string): Outcome {
  return { kind: 'failed', reason, answer, retryAfterMs: null };
}

/** Node's message names host and port, nothing that is secret. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return reasonOf(thrown.errors[0]);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
