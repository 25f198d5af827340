/** `/openapi.json`: the description of everything below `/data/`, made when the site is compiled. */

import { describeData } from '#site/description/open-api.ts';

export const prerender = true;

export function GET(): Response {
  return new Response(`${JSON.stringify(describeData(), null, 2)}\n`, {
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}
