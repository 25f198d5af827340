/** `/log/tags/<tag>.xml`: the entries with a tag. */

import type { APIRoute } from 'astro';
import { tagHref } from '../../../log/address.ts';
import { feedResponse } from '../../../log/feeds.ts';

export const prerender = false;

export const GET: APIRoute = ({ locals, url, site, params }) => {
  const tag = params['tag'] ?? '';
  return feedResponse({
    snapshot: locals.snapshot,
    url,
    site,
    title: `FLASH: the log, ${tag}`,
    page: tagHref(tag),
    query: { is: 'tag', text: tag },
  });
};
