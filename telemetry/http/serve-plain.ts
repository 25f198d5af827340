/** Serves an agent's few small pages without `Request` and `Response`, which cost 12 MiB in a process that has no other use for them. */

import { listenHttp } from './listen.ts';
import type { Listener, ListenOptions } from './listen.ts';

/** What a handler of small pages asks of a request; a `Request` satisfies it. */
export interface PlainRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

export interface PlainResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface ServePlainOptions {
  readonly what: string;
  readonly address: string;
  readonly variable?: string;
  readonly handler: (request: PlainRequest) => Promise<PlainResponse>;
  readonly onError?: (thrown: unknown) => void;
  /** An answer that was not taken after so long is cut, so that slow readers do not fill the memory. Default 60 s. */
  readonly takenWithinMs?: number;
  readonly tls?: ListenOptions['tls'];
}

/** Opens the socket and serves until `close`; request bodies are ignored; throws a FlashError where the port is taken. */
export function servePlain(options: ServePlainOptions): Promise<Listener> {
  return listenHttp({
    ...options,
    async answer(incoming, outgoing) {
      incoming.resume();
      const { headers } = incoming;
      const response = await options.handler({
        method: incoming.method ?? 'GET',
        url: `http://${headers.host ?? 'localhost'}${incoming.url ?? '/'}`,
        headers: {
          get(name) {
            const value = headers[name.toLowerCase()];
            return value === undefined ? null : String(value);
          },
        },
      });
      outgoing.writeHead(response.status, {
        ...response.headers,
        'content-length': String(Buffer.byteLength(response.body)),
      });
      const cut = setTimeout(() => {
        outgoing.destroy();
      }, options.takenWithinMs ?? 60_000);
      cut.unref();
      outgoing.once('close', () => {
        clearTimeout(cut);
      });
      outgoing.end(incoming.method === 'HEAD' ? undefined : response.body);
    },
  });
}
