/** The agent's pages: `/metrics`, `/healthz`, `/readyz`. */

import type { PlainRequest, PlainResponse } from '#telemetry/http/serve-plain.ts';

export interface Pages {
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
    switch (/^https?:\/\/[^/]*([^?#]*)/.exec(request.url)?.[1] ?? '/') {
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
