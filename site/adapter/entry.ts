/** What the compiled site exports: a page for a request, and what stands in a run's page, for whoever has its frame. */

import { createApp } from 'astro/app/entrypoint';

// A page is made whole before it is sent or written: pieces of a stream would be encoded, queued and joined again.
const app = createApp({ streaming: false });

/** Renders the page of a request; what has no page gets the 404 page. */
export function render(request: Request, locals: object): Promise<Response> {
  return app.render(request, { locals });
}

export { runPage } from '../src/run/page.ts';
