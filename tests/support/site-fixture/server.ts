/** Serves a compiled site over a snapshot directory with the real gateway, for browser tests. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientDirectory, loadCompiledSite } from '#site/adapter/load.ts';
import { createGateway } from '#site/gateway/gateway.ts';

export interface FixtureServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1. */
export async function serveSite(
  siteDirectory: string,
  snapshotDirectory: string,
  port = 0,
): Promise<FixtureServer> {
  const render = await loadCompiledSite(siteDirectory);
  const gateway = createGateway({
    identity: { node: 'fixture', demo: true },
    snapshotDirectory,
    site: {
      clientDirectory: clientDirectory(siteDirectory),
      render: (request, snapshot) => render(request, { snapshot }),
    },
    ingest: async () => new Response(null, { status: 404 }),
    metrics: async () => new Response(null, { status: 404 }),
    readiness: async () => ({}),
  });
  const server = createServer((request, response) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === 'string') headers.set(name, value);
    const method = request.method ?? 'GET';
    gateway(new Request(`http://127.0.0.1${request.url ?? '/'}`, { method, headers }))
      .then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(new Uint8Array(await answer.arrayBuffer()));
      })
      .catch((cause: unknown) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(String(cause));
      });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
