/** The one place that opens a listening socket: limits, a graceful end, and a taken port that names its owner. */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { TlsFiles } from '../config/web-config.ts';
import { errorCode, FlashError } from '../errors.ts';
import { findPortOwner } from './port-owner.ts';
import { createTlsServer } from './tls-server.ts';

export interface ListenOptions {
  /** Who listens, for errors: "hub", "agent". */
  readonly what: string;
  /** `host:port`; port 0 takes a free one. */
  readonly address: string;
  /** The environment variable that chooses another port, named when this one is taken. */
  readonly variable?: string;
  /** Answers one request; must end the response; a throw is answered with 500 where that is still possible. */
  readonly answer: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  readonly onError?: (thrown: unknown) => void;
  /** Serves HTTPS, with the files of the moment where they can change; absent: plain HTTP. */
  readonly tls?: TlsFiles | (() => TlsFiles) | undefined;
}

export interface Listener {
  /** `http://127.0.0.1:4321`, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Stops accepting, lets running answers finish for `graceMs` (default 2 s), then cuts them. */
  readonly close: (graceMs?: number) => Promise<void>;
}

/** Splits `127.0.0.1:4321` or `[::1]:4321`; throws a FlashError where it is neither. */
export function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const match = /^\[([^\]]+)\]:(\d{1,5})$|^([^:\s]+):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2] ?? match?.[4]);
  if (match === null || port > 65_535) {
    throw new FlashError({
      operation: 'listen',
      subject: address,
      reason: 'it is not an address',
      hint: 'write host:port, such as 127.0.0.1:4321',
    });
  }
  return { host: match[1] ?? match[3] ?? '', port };
}

/** Opens the socket and resolves when it accepts connections; throws a FlashError where the port is taken or refused. */
export async function listenHttp(options: ListenOptions): Promise<Listener> {
  const { host, port } = parseAddress(options.address);
  // A namespace import of node:http in an ES module costs 13 MiB; this does not.
  const http = process.getBuiltinModule('node:http');
  const { tls } = options;
  const limits = { maxHeaderSize: 16_384 };
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    void answerOne(options, incoming, outgoing);
  };
  const server =
    tls === undefined
      ? http.createServer(limits, onRequest)
      : createTlsServer(
          typeof tls === 'function' ? tls : () => tls,
          limits,
          onRequest,
          options.onError,
        );
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 30_000;
  server.maxConnections = 512;
  await bind(server, host, port, options);
  const bound = boundPort(server.address(), port);
  return {
    url: `http${tls === undefined ? '' : 's'}://${host.includes(':') ? `[${host}]` : host}:${String(bound)}`,
    host,
    port: bound,
    close: (graceMs = 2_000) => closeServer(server, graceMs),
  };
}

async function answerOne(
  { answer, onError }: ListenOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    await answer(incoming, outgoing);
  } catch (thrown) {
    onError?.(thrown);
    if (outgoing.headersSent) {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
    outgoing.end('The server met an error; its log says more.\n');
  }
}

function bind(server: Server, host: string, port: number, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(explainBind(cause, host, port, options));
    });
    server.listen({ host, port }, resolve);
  });
}

function explainBind(cause: unknown, host: string, port: number, options: ListenOptions): Error {
  const choose =
    options.variable === undefined
      ? 'choose another port'
      : `choose another port with ${options.variable}=<port>`;
  const base = {
    operation: `start the ${options.what}`,
    subject: `${host}:${String(port)}`,
    cause,
  };
  switch (errorCode(cause) ?? '') {
    case 'EADDRINUSE': {
      const owner = findPortOwner(port);
      const who = owner === null ? 'another process' : `process ${String(owner.pid)}`;
      const command = owner === null ? '' : ` (${owner.command})`;
      return new FlashError({
        ...base,
        reason: `the port is taken by ${who}${command}`,
        hint: `stop that process, or ${choose}`,
      });
    }
    case 'EACCES':
      return new FlashError({
        ...base,
        reason: 'this user may not open the port',
        hint: `${choose} above 1023`,
      });
    case 'EADDRNOTAVAIL':
      return new FlashError({
        ...base,
        reason: 'no network interface of this machine has that address',
        hint: 'use 127.0.0.1, 0.0.0.0, or an address that `ip address` shows',
      });
    default:
      return new FlashError({
        ...base,
        reason: cause instanceof Error ? cause.message : 'unknown',
      });
  }
}

function boundPort(address: AddressInfo | string | null, asked: number): number {
  return typeof address === 'object' && address !== null ? address.port : asked;
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
