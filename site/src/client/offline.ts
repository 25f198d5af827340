/** Lists the pages that the device keeps, each with the time of its visit. */

import { html } from '../text/html.ts';
import { day, clockMinute } from '../text/times.ts';
import { morph } from './morph.ts';

const place = document.querySelector('[data-kept-pages]');

async function keptPages(): Promise<readonly { readonly url: URL; readonly at: number }[]> {
  const pages: { readonly url: URL; readonly at: number }[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const isPage = response?.headers.get('content-type')?.startsWith('text/html') === true;
      const at = Number(response?.headers.get('x-flash-kept-at'));
      const url = new URL(request.url);
      if (isPage && !url.pathname.endsWith('/offline/')) pages.push({ url, at });
    }
  }
  return pages.sort((a, b) => b.at - a.at);
}

if (place !== null && 'caches' in globalThis) {
  const pages = await keptPages();
  if (pages.length > 0)
    morph(
      place,
      html`${pages.map(
        ({ url, at }) =>
          html`<li>
            <a href="${url.pathname}${url.search}">${decodeURI(url.pathname + url.search)}</a>
            <span class="end quiet">${day(at)} ${clockMinute(at)}</span>
          </li>`,
      )}`.text,
    );
}
