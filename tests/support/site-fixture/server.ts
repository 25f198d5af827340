/** Serves a compiled site over a snapshot directory with the hub's gateway and HTTP server, for browser tests. */

import { clientDirectory, loadCompiledSite } from '#site/adapter/load.ts';
import { createGateway } from '#site/gateway/gateway.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { trickle } from './trickle.ts';

export interface FixtureServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1; `isSlow`: its pages come bit by bit. */
export async function serveSite(
  siteDirectory: string,
  snapshotDirectory: string,
  { port = 0, isSlow = false }: { readonly port?: number; readonly isSlow?: boolean } = {},
): Promise<FixtureServer> {
  const render = await loadCompiledSite(siteDirectory);
  const gateway = createGateway({
    identity: { node: 'fixture', demo: true },
    snapshotDirectory,
    site: {
      clientDirectory: clientDirectory(siteDirectory),
      render: (request, snapshot, silence = null) => render(request, { snapshot, silence }),
    },
    ingest: async () => new Response(null, { status: 404 }),
    acts: async () => new Response(null, { status: 404 }),
    metrics: async () => new Response(null, { status: 404 }),
    readiness: async () => ({}),
  });
  const { url, close } = await serveHttp({
    what: 'fixture',
    address: `127.0.0.1:${port}`,
    handler: isSlow ? trickle(gateway) : gateway,
  });
  return { url, close: () => close(0) };
}
