/** The compiled site's one export: a page for a request. */

import { createApp } from 'astro/app/entrypoint';

const app = createApp();

/** Renders the page of a request; what has no page gets the 404 page. */
export function render(request: Request, locals: object): Promise<Response> {
  return app.render(request, { locals });
}
