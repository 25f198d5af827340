/** The agent's pages: `/metrics`, `/healthz`, `/readyz`. */

import type { FlashConfig } from '#telemetry/config/schema.ts';
import { readSecret } from '#telemetry/config/secret.ts';
import type { PlainRequest, PlainResponse } from '#telemetry/http/serve-plain.ts';

export interface Pages {
  /** What `/metrics` and `/readyz` are asked with; null: nothing. Throws where its file cannot be read. */
  readonly token: () => string | null;
  readonly metrics: (request: PlainRequest) => Promise<PlainResponse>;
  readonly healthz: () => PlainResponse;
  readonly readyz: () => PlainResponse;
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Returns the handler of all requests. */
export function createPages(pages: Pages): (request: PlainRequest) => Promise<PlainResponse> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const headers = { ...TEXT, allow: 'GET, HEAD' };
      return { status: 405, headers, body: 'Only GET and HEAD.\n' };
    }
    const path = /^https?:\/\/[^/]*([^?#]*)/.exec(request.url)?.[1] ?? '/';
    if (path !== '/healthz' && !isAllowed(request, pages.token())) {
      const headers = { ...TEXT, 'www-authenticate': 'Bearer' };
      return { status: 401, headers, body: 'Ask with the token of agent.metrics_token_file.\n' };
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

/** Compares every character, so that the time taken tells nothing. */
function isAllowed({ headers }: PlainRequest, token: string | null): boolean {
  if (token === null) return true;
  const given = headers.get('authorization') ?? '';
  const wanted = `Bearer ${token}`;
  let odd = given.length ^ wanted.length;
  for (let n = 0; n < wanted.length; n += 1) odd |= wanted.charCodeAt(n) ^ given.charCodeAt(n);
  return odd === 0;
}
