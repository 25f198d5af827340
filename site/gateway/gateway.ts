/** The hub's front: which part answers which address. */

import { createFiles } from './files.ts';
import { createPages, type CompiledSite } from './pages.ts';

export interface GatewayOptions {
  readonly snapshotDirectory: string;
  readonly site: CompiledSite;
  /** The path under which the site is served: `/`, or `/flash/`; everything but `/ingest/`, `/write/`, `/metrics` and health lies below it. */
  readonly base?: string;
  /** `POST /ingest/v1/batches`. */
  readonly ingest: (request: Request) => Promise<Response>;
  /** `POST /write/v1/acts`. */
  readonly acts: (request: Request) => Promise<Response>;
  /** `/metrics`, as the Prometheus text formats. */
  readonly metrics: (request: Request) => Promise<Response>;
  /** Whose hub this is, for whoever asks at a port. */
  readonly identity: { readonly node: string; readonly demo: boolean };
  /** What `/readyz` says; ready where every part is. */
  readonly readiness: () => Promise<
    Readonly<Record<string, { readonly ready: boolean; readonly detail: string }>>
  >;
}

const READ_METHODS = new Set(['GET', 'HEAD']);

/** Returns the hub's one handler. */
export function createGateway(options: GatewayOptions): (request: Request) => Promise<Response> {
  const data = createFiles({
    directory: options.snapshotDirectory,
    // A run's shard is named by its revision, and revisions begin anew with a new catalogue: readers ask whether it changed.
    isImmutable: (path) => path !== '/snapshot.json' && !/^\/run\/.*\.r\d+\.json$/.test(path),
    headers: { 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' },
  });
  const assets = createFiles({
    directory: options.site.clientDirectory,
    isImmutable: (path) => /^\/(_astro|search\/(fragment|index))\//.test(path),
    headers: { 'x-content-type-options': 'nosniff' },
  });
  const { base = '/' } = options;
  const pages = createPages({ ...options, base });

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/ingest/v1/batches') return await options.ingest(request);
    if (pathname === '/write/v1/acts') return await options.acts(request);
    if (!READ_METHODS.has(request.method)) {
      return new Response('This address is read with GET.\n', {
        status: 405,
        headers: { allow: 'GET, HEAD' },
      });
    }
    if (pathname === '/metrics') return await options.metrics(request);
    if (pathname === '/healthz') return new Response('ok\n');
    if (pathname === '/readyz') return await readyz(options);
    const path = belowBase(pathname, base);
    if (path === null) {
      return new Response('The site is not here.\n', { status: 404, headers: { location: base } });
    }
    if (path.startsWith('/data/')) {
      const found = await data(path.slice('/data'.length), request);
      return (
        found ??
        new Response('No such asset in the snapshot.\n', {
          status: 404,
          headers: { 'access-control-allow-origin': '*' },
        })
      );
    }
    return (await staticPage(assets, path, request)) ?? (await pages(request));
  };
}

/** Returns the path below the base, with a leading slash; null where it lies elsewhere. */
export function belowBase(pathname: string, base: string): string | null {
  if (!base.endsWith('/')) return belowBase(pathname, `${base}/`);
  if (`${pathname}/` === base) return '/';
  return pathname.startsWith(base) ? pathname.slice(base.length - 1) : null;
}

/** A static file, a prerendered page, or a redirect to the address with its closing slash; null: a data page. */
async function staticPage(
  assets: (path: string, request: Request) => Promise<Response | null>,
  pathname: string,
  request: Request,
): Promise<Response | null> {
  if (pathname.endsWith('/')) return await assets(`${pathname}index.html`, request);
  const file = await assets(pathname, request);
  if (file !== null) return file;
  const isPage =
    !pathname.slice(pathname.lastIndexOf('/')).includes('.') || pathname.startsWith('/runs/');
  if (!isPage) return null;
  const address = new URL(request.url);
  // One leading slash only: two would name another host.
  const location = `${address.pathname.replace(/^\/+/, '/')}/${address.search}`;
  return new Response(null, { status: 308, headers: { location } });
}

async function readyz(options: GatewayOptions): Promise<Response> {
  const parts = await options.readiness();
  const ready = Object.values(parts).every((part) => part.ready);
  return Response.json(
    { ready, ...options.identity, parts },
    { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
