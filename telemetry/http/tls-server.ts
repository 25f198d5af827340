/** An HTTPS server whose certificate files are read again when they change, and which asks clients for theirs where wanted. */

import type { RequestListener, Server, ServerOptions } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import type { SecureContextOptions, TLSSocket } from 'node:tls';

import type { TlsFiles } from '../config/web-config.ts';
import { FlashError } from '../errors.ts';

/**
 * Makes the server; throws a FlashError where certificate and key cannot be used. A later bad pair leaves the last good one.
 *
 * @param filesNow asked before each handshake, so that other files can be named; who has to show a certificate stays as it was
 */
export function createTlsServer(
  filesNow: () => TlsFiles,
  options: ServerOptions,
  listener: RequestListener,
  onError: ((thrown: unknown) => void) | undefined,
): Server {
  const https = process.getBuiltinModule('node:https');
  const files = filesNow();
  const { clientAuth } = files;
  let stamp = stampOf(files);
  const server = https.createServer(
    {
      ...options,
      ...contextOf(files),
      requestCert: clientAuth !== 'NoClientCert',
      rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
    },
    listener,
  );
  // Before each handshake, so that a renewed certificate serves the next connection and nothing has to be told.
  server.prependListener('connection', () => {
    const next = filesNow();
    const now = stampOf(next);
    if (now === stamp) return;
    stamp = now;
    try {
      server.setSecureContext(contextOf(next));
    } catch (thrown) {
      onError?.(thrown);
    }
  });
  server.on('secureConnection', (socket) => {
    if (!isWelcome(socket, clientAuth)) socket.destroy();
  });
  // A client that speaks no TLS, or shows a certificate that is not accepted: its own affair.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

function isWelcome(socket: TLSSocket, clientAuth: TlsFiles['clientAuth']): boolean {
  const isGiven = Object.keys(socket.getPeerCertificate()).length > 0;
  if (clientAuth === 'RequireAnyClientCert') return isGiven;
  if (clientAuth === 'VerifyClientCertIfGiven') return !isGiven || socket.authorized;
  return true;
}

function contextOf(files: TlsFiles): SecureContextOptions {
  try {
    const { certFile, keyFile, clientCaFile, minVersion } = files;
    const pair = { cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion };
    process.getBuiltinModule('node:tls').createSecureContext(pair);
    return clientCaFile === null ? pair : { ...pair, ca: readFileSync(clientCaFile) };
  } catch (cause) {
    throw new FlashError({
      operation: 'use the certificate',
      subject: files.certFile,
      reason: cause instanceof Error ? cause.message : String(cause),
      hint: 'check that certificate and key belong together and that this user may read both',
      cause,
    });
  }
}

/** Changes when one of the files does, or which they are. */
function stampOf(files: TlsFiles): string {
  const { certFile, keyFile, clientCaFile } = files;
  const stamps = [certFile, keyFile, ...(clientCaFile === null ? [] : [clientCaFile])].map(
    (file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found === undefined ? 'none' : [found.mtimeMs, found.size, found.ino].join(' ');
    },
  );
  return [JSON.stringify(files), ...stamps].join('\n');
}
