/** Posts batches to the recorder over one connection that is kept open; knows nothing of what is in them. */

import type { IncomingMessage, RequestOptions } from 'node:http';

import { FlashError } from '../errors.ts';

export interface SenderAnswer {
  readonly status: number;
  readonly body: string;
}

export interface Sender {
  /** Throws a transient FlashError where no answer came. */
  readonly post: (body: string, headers: Readonly<Record<string, string>>) => Promise<SenderAnswer>;
  readonly close: () => void;
}

export interface SenderOptions {
  /** `http://127.0.0.1:4321/ingest/v1/batches`. */
  readonly url: string;
  readonly timeoutMs?: number;
}

/** Below this many characters compressing costs more than it saves. */
const GZIP_FROM = 2_000;
/** More than this is no answer of a recorder. */
const ANSWER_LIMIT = 1_000_000;

/** Makes a sender; connections are opened when first needed. */
export function createSender({ url, timeoutMs = 30_000 }: SenderOptions): Sender {
  const { protocol } = new URL(url);
  const http =
    protocol === 'https:'
      ? process.getBuiltinModule('node:https')
      : process.getBuiltinModule('node:http');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const request = (options: RequestOptions, payload: Uint8Array | string): Promise<SenderAnswer> =>
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
  return {
    async post(body, headers) {
      const isLong = body.length >= GZIP_FROM;
      const payload = isLong ? process.getBuiltinModule('node:zlib').gzipSync(body) : body;
      const encoding = isLong ? { 'content-encoding': 'gzip' } : {};
      const options: RequestOptions = {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
          ...encoding,
          ...headers,
        },
      };
      try {
        return await request(options, payload);
      } catch (cause) {
        throw new FlashError({
          operation: 'deliver to the recorder',
          subject: url,
          reason: cause instanceof Error ? cause.message : String(cause),
          hint: 'check that the hub runs and that agent.recorder is its address',
          cause,
          transient: true,
        });
      }
    },
    close() {
      agent.destroy();
    },
  };
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
