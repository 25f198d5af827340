/** GET requests to the Kubernetes API: whole answers with a deadline, and streams with a limit to their silence. */

import type { Agent, IncomingMessage } from 'node:http';
import type { AgentOptions } from 'node:https';

import { textAt } from '#agents/formats/kube-fields.ts';
import { FlashError } from '#telemetry/errors.ts';

import type { KubeAccess } from './kube-access.ts';

export type KubeAnswer =
  | { readonly ok: true; readonly body: unknown }
  /** Another status than 200, with the server's own words. */
  | { readonly ok: false; readonly status: number; readonly message: string };

export interface KubeClient {
  /** Throws a transient FlashError where no whole answer came in time. */
  readonly get: (path: string, signal: AbortSignal) => Promise<KubeAnswer>;
  /**
   * Hands over the pieces of a stream; resolves when the server has ended it.
   * Throws a transient FlashError where it broke or was silent for too long.
   */
  readonly stream: (
    path: string,
    options: {
      readonly silenceMs: number;
      readonly signal: AbortSignal;
      /** The server has agreed. */
      readonly onOpen: () => void;
      readonly onChunk: (chunk: Uint8Array) => void;
    },
  ) => Promise<KubeAnswer>;
  readonly close: () => void;
}

export interface KubeClientOptions {
  readonly access: KubeAccess;
  /** Connections at once: one per stream and one for lists. */
  readonly maxSockets: number;
  /** For a whole answer, ms. */
  readonly timeoutMs: number;
}

/** Five hundred of the largest objects do not come near. */
const ANSWER_LIMIT = 256_000_000;
const STATUS_LIMIT = 65_536;
const UNAUTHORIZED = 401;

/** Makes the client; connections are opened when first needed. A token that is refused is read again once. */
export function createKubeClient(options: KubeClientOptions): KubeClient {
  return new HttpKubeClient(options);
}

class HttpKubeClient implements KubeClient {
  readonly #access: KubeAccess;
  readonly #timeoutMs: number;
  readonly #http: typeof import('node:http') | typeof import('node:https');
  readonly #agent: Agent;

  constructor({ access, maxSockets, timeoutMs }: KubeClientOptions) {
    const isTls = access.server.startsWith('https:');
    this.#access = access;
    this.#timeoutMs = timeoutMs;
    this.#http = isTls
      ? process.getBuiltinModule('node:https')
      : process.getBuiltinModule('node:http');
    const tls = isTls ? tlsOptions(access) : {};
    this.#agent = new this.#http.Agent({ keepAlive: true, maxSockets, ...tls });
  }

  get: KubeClient['get'] = async (path, signal) => {
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    try {
      const incoming = await this.#openTwice(path, AbortSignal.any([signal, deadline]));
      const text = await readText(incoming, ANSWER_LIMIT);
      return incoming.statusCode === 200
        ? { ok: true, body: JSON.parse(text) as unknown }
        : refusal(incoming, text);
    } catch (cause) {
      const late = `no whole answer within ${String(this.#timeoutMs / 1_000)} s`;
      throw explain(this.#access.server + path, cause, deadline.aborted ? late : null);
    }
  };

  stream: KubeClient['stream'] = async (path, { silenceMs, signal, onOpen, onChunk }) => {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), silenceMs);
    try {
      const incoming = await this.#openTwice(path, AbortSignal.any([signal, silence.signal]));
      if (incoming.statusCode !== 200)
        return refusal(incoming, await readText(incoming, STATUS_LIMIT));
      onOpen();
      for await (const chunk of incoming) {
        timer.refresh();
        onChunk(chunk as Uint8Array);
      }
      return { ok: true, body: null };
    } catch (cause) {
      const silent = `the stream was silent for ${String(silenceMs / 1_000)} s`;
      throw explain(this.#access.server + path, cause, silence.signal.aborted ? silent : null);
    } finally {
      clearTimeout(timer);
    }
  };

  close = (): void => {
    this.#agent.destroy();
  };

  async #openTwice(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const first = await this.#open(path, signal, false);
    if (first.statusCode !== UNAUTHORIZED) return first;
    first.resume();
    return this.#open(path, signal, true);
  }

  #open(path: string, signal: AbortSignal, isRefused: boolean): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const token = this.#access.token(isRefused);
      const headers = {
        accept: 'application/json',
        'user-agent': 'flash-agent',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      };
      const options = { agent: this.#agent, signal, headers };
      const outgoing = this.#http.request(`${this.#access.server}${path}`, options, resolve);
      outgoing.once('error', reject);
      outgoing.end();
    });
  }
}

function tlsOptions({ ca, cert, key, serverName }: KubeAccess): AgentOptions {
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(serverName === null ? {} : { servername: serverName }),
  };
}

async function readText(incoming: IncomingMessage, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    const piece = chunk as Uint8Array;
    bytes += piece.byteLength;
    if (bytes > limit) throw new Error(`the answer has more than ${String(limit)} bytes`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The API answers errors with a `Status` object; a proxy in between may not. */
function refusal({ statusCode = 0 }: IncomingMessage, text: string): KubeAnswer {
  let message: string | null = null;
  try {
    message = textAt(JSON.parse(text), 'message');
  } catch {
    // Words of a proxy: the status says enough.
  }
  return { ok: false, status: statusCode, message: message ?? `status ${String(statusCode)}` };
}

function explain(url: string, cause: unknown, reason: string | null): FlashError {
  if (cause instanceof FlashError) return cause;
  return new FlashError({
    operation: 'ask the Kubernetes API',
    subject: url.replace(/\?.*$/, ''),
    reason: reason ?? (cause instanceof Error ? cause.message : String(cause)),
    hint: 'check that the API answers, its certificate authority, and what the agent may list and watch',
    cause,
    transient: true,
  });
}
