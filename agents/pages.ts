/** The agent's pages: `/metrics`, `/healthz`, `/readyz`. */

import type { FlashConfig } from '#telemetry/config/schema.ts';
import { readSecret } from '#telemetry/config/secret.ts';
import type { PageGuard } from './page-guard.ts';
import type { PlainRequest, PlainResponse } from '#telemetry/http/serve-plain.ts';

export interface Pages {
  /** Of `/metrics` and `/readyz`; `/healthz` says only that the agent is there. */
  readonly guard: PageGuard;
  readonly metrics: (request: PlainRequest) => Promise<PlainResponse>;
  readonly healthz: () => PlainResponse;
  readonly readyz: () => PlainResponse;
}

const GUARDED =
  'Ask with the token of agent.metrics_token_file, or with a name of basic_auth_users.\n';
const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Returns the handler of all requests. */
export function createPages(pages: Pages): (request: PlainRequest) => Promise<PlainResponse> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const headers = { ...TEXT, allow: 'GET, HEAD' };
      return { status: 405, headers, body: 'Only GET and HEAD.\n' };
    }
    const path = /^https?:\/\/[^/]*([^?#]*)/.exec(request.url)?.[1] ?? '/';
    if (path !== '/healthz' && !(await pages.guard.allows(request.headers.get('authorization')))) {
      const ways = pages.guard.ways().map((way) => `${way} realm="flash"`);
      return {
        status: 401,
        headers: { ...TEXT, 'www-authenticate': ways.join(', ') },
        body: GUARDED,
      };
    }
    switch (path) {
      case '/metrics':
        return pages.metrics(request);
      case '/healthz':
        return pages.healthz();
      case '/readyz':
        return pages.readyz();
      default:
        return { status: 404, headers: TEXT, body: 'Here are /metrics, /healthz and /readyz.\n' };
    }
  };
}

/** The token of the agent's pages, read at each request, so that a new one holds at once. */
export function metricsToken({ agent }: Pick<FlashConfig, 'agent'>): string | null {
  return readSecret('agent.metrics_token', undefined, agent.metrics_token_file);
}
