/** What is done to prerendered pages alone: Starlight writes its dark theme into them, which without script would overrule the reader's system. */

import { defineMiddleware } from 'astro:middleware';

export const onRequest = defineMiddleware(async ({ isPrerendered }, next) => {
  const response = await next();
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  if (!isPrerendered || !isPage) return response;
  const text = await response.text();
  return new Response(text.replace(/(<html[^>]*?) data-theme="dark"/, '$1'), response);
});
