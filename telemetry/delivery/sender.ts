/** Posts batches to the recorder over one connection that is kept open; knows nothing of what is in them. */

import { readFileSync } from 'node:fs';
import type { Agent, IncomingMessage, RequestOptions } from 'node:http';

import { errorCode, FlashError } from '../errors.ts';
import { lastGood } from '../last-good.ts';

/** What the hub answered to a batch. */
export interface SenderAnswer {
  /** Of HTTP. */
  readonly status: number;
  readonly body: string;
}

/** Brings batches to one hub. */
export interface Sender {
  /** Throws a transient FlashError where no answer came. */
  readonly post: (body: string, headers: Readonly<Record<string, string>>) => Promise<SenderAnswer>;
  /** Ends the connection that is kept open. */
  readonly close: () => void;
}

/** A sender that can also ask. */
export interface AskingSender extends Sender {
  /** Throws a transient FlashError where no answer came. */
  readonly get: () => Promise<SenderAnswer>;
}

/** Where a sender posts, as whom, and what it trusts. */
export interface SenderOptions {
  /** `http://127.0.0.1:4321/ingest/v1/batches`. */
  readonly url: string;
  /** Without an answer for so long a post has failed; default 30 s. */
  readonly timeoutMs?: number;
  /** Certificates that sign the recorder's; read again after a failure, the last ones where they are gone. Absent: those that Node knows. */
  readonly caFile?: string | undefined;
  /** Stands for what is in that file: with another one a sender whose recorder can be changed connects anew. */
  readonly authority?: string | undefined;
}

/** Below this many characters compressing costs more than it saves. */
const GZIP_FROM = 2_000;
/** More than this is no answer of a recorder, were all facts of a large batch refused. */
const ANSWER_LIMIT = 10_000_000;

/** Makes a sender; connections are opened when first needed. */
export function createSender({ url, timeoutMs = 30_000, caFile }: SenderOptions): AskingSender {
  const { protocol } = new URL(url);
  const http =
    protocol === 'https:'
      ? process.getBuiltinModule('node:https')
      : process.getBuiltinModule('node:http');
  const certificates = caFile === undefined ? () => undefined : lastGood(() => readPem(caFile));
  const connect = (): Agent =>
    new http.Agent({ keepAlive: true, maxSockets: 1, ...authority(certificates()) });
  let agent: Agent | null = null;
  const request = (options: RequestOptions, payload?: Uint8Array | string): Promise<SenderAnswer> =>
    new Promise((resolve, reject) => {
      const outgoing = http.request(url, options, (incoming) => {
        readAnswer(incoming).then(resolve, reject);
      });
      outgoing.setTimeout(timeoutMs, () => {
        outgoing.destroy(new Error(`no answer within ${String(timeoutMs / 1_000)} s`));
      });
      outgoing.once('error', reject);
      outgoing.end(payload);
    });
  const ask = async (
    options: RequestOptions,
    payload?: Uint8Array | string,
  ): Promise<SenderAnswer> => {
    try {
      return await request({ agent: (agent ??= connect()), ...options }, payload);
    } catch (cause) {
      // The next attempt begins anew: with another connection, and with the certificates of then.
      agent?.destroy();
      agent = null;
      throw new FlashError({
        operation: 'deliver to the recorder',
        subject: url,
        reason: cause instanceof Error ? cause.message : String(cause),
        hint: hintOf(cause),
        cause,
        transient: true,
      });
    }
  };
  return {
    get: () => ask({ method: 'GET' }),
    async post(body, headers) {
      const isLong = body.length >= GZIP_FROM;
      const payload = isLong ? process.getBuiltinModule('node:zlib').gzipSync(body) : body;
      const encoding = isLong ? { 'content-encoding': 'gzip' } : {};
      const all = {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(payload)),
        ...encoding,
        ...headers,
      };
      return await ask({ method: 'POST', headers: all }, payload);
    },
    close() {
      agent?.destroy();
    },
  };
}

/** Whether an answer failed at a certificate that is not accepted. */
export function isCertificateError(thrown: unknown): boolean {
  const code = errorCode(thrown instanceof FlashError ? thrown.cause : thrown);
  return /CERT|SIGN|VERIFY|ISSUER|ALTNAME|SSL|TLS/.test(code ?? '');
}

/** Of a certificate that is not accepted a person has to be told more than that nobody answers. */
function hintOf(cause: unknown): string {
  return isCertificateError(cause)
    ? 'name the authority of its certificate with agent.ca_file, and check that agent.recorder is the name in it'
    : 'check that the hub runs and that agent.recorder is its address';
}

/** Beside the authorities of the system, which a public proxy's certificate needs. */
function authority(certificates: string | undefined): { ca?: string[] } {
  if (certificates === undefined) return {};
  const { rootCertificates } = process.getBuiltinModule('node:tls');
  return { ca: [...rootCertificates, certificates] };
}

/** TLS would take a file without a certificate for one with none to trust, and say so of the recorder's. */
function readPem(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new Error(`${file} holds no certificate`);
}

async function readAnswer(incoming: IncomingMessage): Promise<SenderAnswer> {
  let body = '';
  incoming.setEncoding('utf8');
  for await (const chunk of incoming) {
    body += String(chunk);
    if (body.length > ANSWER_LIMIT) throw new Error('the answer is too long for a recorder');
  }
  return { status: incoming.statusCode ?? 0, body };
}
