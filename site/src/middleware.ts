/**
 * What is done to prerendered pages alone: Starlight writes its dark theme into them, which without script would overrule
 * the reader's system; and each names its part of the documentation to the search, which would read neighbouring cells as
 * one word.
 */

import { defineMiddleware } from 'astro:middleware';
import { href } from './href.ts';

export const onRequest = defineMiddleware(async ({ isPrerendered, url }, next) => {
  const response = await next();
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  if (!isPrerendered || !isPage) return response;
  const text = await response.text();
  const part = url.pathname.startsWith(href('api/')) ? 'api' : 'docs';
  return new Response(
    text
      .replace(/(<html[^>]*?) data-theme="dark"/, '$1')
      .replaceAll(/<\/(?:td|th|dt|dd)>(?=<)/g, '$& ')
      .replace('<main', `<main data-pagefind-filter="part:${part}"`),
    response,
  );
});
