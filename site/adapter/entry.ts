/** The compiled site's one export: a page for a request. */

import { createApp } from 'astro/app/entrypoint';

// A page is made whole before it is sent or written: pieces of a stream would be encoded, queued and joined again.
const app = createApp({ streaming: false });

/** Renders the page of a request; what has no page gets the 404 page. */
export function render(request: Request, locals: object): Promise<Response> {
  return app.render(request, { locals });
}
