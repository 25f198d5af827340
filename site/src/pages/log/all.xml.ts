/** `/log/all.xml`: what people and machines wrote last. */

import type { APIRoute } from 'astro';
import { href } from '../../href.ts';
import { feedResponse } from '../../log/feeds.ts';

export const prerender = false;

export const GET: APIRoute = ({ locals, url, site }) =>
  feedResponse({
    snapshot: locals.snapshot,
    url,
    site,
    title: 'FLASH: the log, everything',
    page: href('log/'),
    query: { is: 'all' },
  });
