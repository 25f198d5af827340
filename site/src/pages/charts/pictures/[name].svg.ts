/** `/charts/pictures/<name>.svg`: charts as a picture, as they were when the snapshot was made. */

import type { APIRoute } from 'astro';
import { searchOf } from '../../../explore/picture-path.ts';
import { chartsPicture } from '../../../explore/picture.ts';
import tokens from '../../../styles/tokens.css?raw';

export const prerender = false;

export const GET: APIRoute = async ({ locals, params }) => {
  const search = searchOf(params['name'] ?? '');
  if (locals.snapshot === null || search === null)
    return new Response('There is no such picture.\n', {
      status: 404,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  return new Response(await chartsPicture(locals.snapshot, search, tokens), {
    headers: { 'content-type': 'image/svg+xml; charset=utf-8' },
  });
};
